package prom

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/shardsync"
	"github.com/shardkeeper/shardkeeper/worker"
)

const shard = "shardId-000000000001"

// with is a collector over a worker whose Status is s.
func with(s worker.Status, opts Options) *Collector {
	return newCollector(func() worker.Status { return s }, "billing", "orders", opts)
}

// running is a Status with a listing.
func running() worker.Status {
	return worker.Status{
		Ready: true,
		Fleet: worker.Fleet{
			Workers: 2, OldestUnread: 90 * time.Second, ToExpiry: 23 * time.Hour, Seen: time.Unix(1700000000, 5e8),
			Leases: map[worker.ShardCode]int{worker.Owned: 4, "some_new_state": 1},
		},
		Shards: []worker.ShardStatus{
			{Shard: shard, Here: true, Code: worker.Reading, Retrieval: "fan-out", Behind: 5 * time.Second, Done: time.Now().Add(-7 * time.Second)},
			{Shard: "shardId-000000000002"},
		},
	}
}

// want compares the series of the names given with the text, in which LABELS stands for the
// labels that all of them bear.
func want(t *testing.T, c *Collector, text string, names ...string) {
	t.Helper()
	text = strings.ReplaceAll(text, "LABELS", `application="billing",stream="orders"`)
	if err := testutil.CollectAndCompare(c, strings.NewReader(text), names...); err != nil {
		t.Error(err)
	}
}

// Broken by: a counter without _total; a gauge in milliseconds.
func TestNamesFollowTheConventions(t *testing.T) {
	c := with(running(), Options{PerShard: true})
	c.Observe(processor.Processed{Shard: processor.Shard{ID: shard}, Records: 1})
	problems, err := testutil.CollectAndLint(c)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v; want nothing", problems, err)
	}
}

// Broken by: a metric that is collected and not described, or described twice.
func TestTwoWorkersOfOneProcessShareARegistry(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	for _, stream := range []string{"orders", "arn:aws:kinesis:eu-west-1:123456789012:stream/refunds"} {
		c := New(&worker.Worker{Application: "billing", Stream: stream}, Options{PerShard: true})
		if err := registry.Register(c); err != nil {
			t.Fatal(err)
		}
		c.Observe(processor.Processed{Shard: processor.Shard{ID: shard}, Records: 1})
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	streams := map[string]bool{}
	for _, l := range families[0].Metric {
		for _, label := range l.Label {
			if label.GetName() == "stream" {
				streams[label.GetValue()] = true
			}
		}
	}
	if !streams["orders"] || !streams["refunds"] {
		t.Errorf("streams = %v, want orders and refunds", streams)
	}
}

// Broken by: states without a lease are left out; a state that is new is dropped.
func TestEveryStateHasASeriesAlsoAtZero(t *testing.T) {
	c := with(running(), Options{})
	want(t, c, byState("shardkeeper_leases", "Leases of the application by state.",
		"blocked 0", "expired 0", "finished 0", "owned 4", "some_new_state 1", "unowned 0", "waiting 0"), "shardkeeper_leases")
	want(t, c, byState("shardkeeper_shards_held", "Shards that this worker reads, by state.",
		"busy 0", "contended 0", "ending 0", "halted 0", "handing_over 0", "hung 0", "paused 0", "reading 1", "retrying 0", "starting 0", "throttled 0", "unreachable 0"),
		"shardkeeper_shards_held")
	want(t, c, `
# HELP shardkeeper_shards_retrieved Shards that this worker reads, by how their records come.
# TYPE shardkeeper_shards_retrieved gauge
shardkeeper_shards_retrieved{application="billing",retrieval="fan-out",stream="orders"} 1
shardkeeper_shards_retrieved{application="billing",retrieval="polling",stream="orders"} 0
`, "shardkeeper_shards_retrieved")
}

// Broken by: a reason that has no series before the first failure; a reason as it is written for people.
func TestEveryReasonOfAFailedSubscriptionHasASeriesAlsoAtZero(t *testing.T) {
	c := with(worker.Status{}, Options{})
	c.Observe(fanout.SubscriptionFailed{Reason: fanout.TakenOver})
	if got, want := testutil.CollectAndCount(c, "shardkeeper_subscription_failures_total"), len(fanout.Reasons()); got != want {
		t.Errorf("%d series of failed subscriptions, want one for each of %d reasons", got, want)
	}
	if got := testutil.ToFloat64(c.counts.subscriptionFailures.WithLabelValues("taken_over")); got != 1 {
		t.Errorf("%v takeovers, want 1", got)
	}
}

// Broken by: Seconds taken for milliseconds; two gauges exchanged.
func TestGaugesShowTheApplicationAsListed(t *testing.T) {
	want(t, with(running(), Options{}), `
# HELP shardkeeper_listed_timestamp_seconds When this worker last listed the lease table, which the application's gauges come from.
# TYPE shardkeeper_listed_timestamp_seconds gauge
shardkeeper_listed_timestamp_seconds{LABELS} 1.7000000005e+09
# HELP shardkeeper_oldest_unread_age_seconds Age of the oldest record of the stream that is not done, over all shards of the application.
# TYPE shardkeeper_oldest_unread_age_seconds gauge
shardkeeper_oldest_unread_age_seconds{LABELS} 90
# HELP shardkeeper_ready 1 while this worker's first pass is done and AWS answers, else 0.
# TYPE shardkeeper_ready gauge
shardkeeper_ready{LABELS} 1
# HELP shardkeeper_unread_expiry_seconds Time until unread records begin to expire from the stream; negative while they do.
# TYPE shardkeeper_unread_expiry_seconds gauge
shardkeeper_unread_expiry_seconds{LABELS} 82800
# HELP shardkeeper_workers Workers that hold leases of the application.
# TYPE shardkeeper_workers gauge
shardkeeper_workers{LABELS} 2
`, "shardkeeper_listed_timestamp_seconds", "shardkeeper_oldest_unread_age_seconds",
		"shardkeeper_ready", "shardkeeper_unread_expiry_seconds", "shardkeeper_workers")
}

// Broken by: collect does not look at Seen.
func TestBeforeTheFirstListingNothingIsSaidOfTheApplication(t *testing.T) {
	c := with(worker.Status{}, Options{})
	want(t, c, `
# HELP shardkeeper_ready 1 while this worker's first pass is done and AWS answers, else 0.
# TYPE shardkeeper_ready gauge
shardkeeper_ready{LABELS} 0
`, "shardkeeper_ready", "shardkeeper_oldest_unread_age_seconds", "shardkeeper_leases", "shardkeeper_workers")
}

// Broken by: any line of Observe taken out; Add of the wrong field.
func TestEventsAreCounted(t *testing.T) {
	c := with(worker.Status{}, Options{})
	for _, e := range []worker.Event{
		processor.Processed{Records: 10, Bytes: 2000, Took: 20 * time.Millisecond},
		processor.Processed{Records: 5, Bytes: 500, Took: time.Second},
		processor.BatchFailed{}, processor.CallFailed{}, processor.ShardEndRefused{}, processor.Panicked{}, processor.Slow{},
		processor.DeadLettered{}, processor.Filtered{Records: 7}, processor.DeadlinePassed{},
		processor.Checkpointed{}, processor.Checkpointed{Prepared: true}, processor.Checkpointed{Prepared: true},
		lease.Taken{}, lease.Lost{}, lease.Asked{}, lease.Hung{}, lease.TableFailed{}, lease.DuplicateWorker{},
		lease.Ended{How: lease.HandOver}, lease.Ended{How: lease.Release}, lease.Ended{How: lease.End},
		worker.ServiceFailed{},
		shardsync.Created{}, shardsync.Deleted{}, shardsync.HoleFound{}, shardsync.HoleRepaired{}, shardsync.ShardGone{}, worker.ShardExpired{},
		fanout.Fetched{Records: 3, Bytes: 700}, fanout.Fetched{Records: 4, Bytes: 100},
		fanout.Subscribed{}, fanout.Subscribed{}, fanout.Subscribed{Renewal: true}, fanout.SubscriptionFailed{}, fanout.SubscriptionFailed{Reason: "denied"},
		fanout.ConsumerUnavailable{}, fanout.ConsumerRegistered{}, fanout.RetrievalChanged{},
		fanout.Throttled{}, fanout.IteratorExpired{}, fanout.ReadFailed{}, fanout.NotFound{},
		fanout.BacklogExpired{From: time.Unix(100, 0), To: time.Unix(160, 0)}, fanout.BacklogExpired{From: time.Unix(1, 0)},
	} {
		c.Observe(e)
	}
	for _, count := range []struct {
		name string
		got  prometheus.Counter
		want float64
	}{
		{"records", c.counts.records, 15}, {"bytes", c.counts.bytes, 2500}, {"batches", c.counts.batches, 2},
		{"batch failures", c.counts.batchFailures, 1}, {"call failures", c.counts.callFailures, 2},
		{"panics", c.counts.panics, 1}, {"slow calls", c.counts.slowCalls, 1},
		{"dead letters", c.counts.deadLetters, 1}, {"filtered", c.counts.recordsFiltered, 7}, {"deadlines", c.counts.deadlines, 1},
		{"checkpoints", c.counts.checkpoints, 1}, {"prepared checkpoints", c.counts.prepared, 2},
		{"taken", c.counts.leasesTaken, 1}, {"lost", c.counts.leasesLost, 1}, {"released", c.counts.leasesReleased, 1},
		{"handed over", c.counts.leasesHandedOver, 1}, {"ended", c.counts.shardsEnded, 1},
		{"asked", c.counts.handoversAsked, 1}, {"hung", c.counts.handoversHung, 1},
		{"table failures", c.counts.tableFailures, 1}, {"duplicates", c.counts.duplicates, 1},
		{"Kinesis failures", c.counts.kinesisFailures, 1},
		{"leases created", c.counts.leasesCreated, 1}, {"leases deleted", c.counts.leasesDeleted, 1},
		{"holes found", c.counts.holesFound, 1}, {"holes repaired", c.counts.holesRepaired, 1}, {"shards gone", c.counts.shardsGone, 1},
		{"reads", c.counts.reads, 2}, {"records read", c.counts.recordsRead, 7}, {"bytes read", c.counts.bytesRead, 800},
		{"subscriptions", c.counts.subscriptions, 2}, {"renewals", c.counts.renewals, 1},
		{"denied subscriptions", c.counts.failures("denied"), 1}, {"other failures", c.counts.failures(""), 1},
		{"consumer failures", c.counts.consumerFailures, 1}, {"consumers registered", c.counts.consumersRegistered, 1},
		{"changes of retrieval", c.counts.retrievalChanges, 1},
		{"throttles", c.counts.throttles, 1}, {"iterators expired", c.counts.iteratorsExpired, 1},
		{"read failures", c.counts.readFailures, 1}, {"not found", c.counts.notFound, 1},
		{"backlogs", c.counts.backlogs, 2}, {"backlog seconds", c.counts.backlogSeconds, 60},
	} {
		if got := testutil.ToFloat64(count.got); got != count.want {
			t.Errorf("%s = %v, want %v", count.name, got, count.want)
		}
	}
	want(t, c, `
# HELP shardkeeper_batch_duration_seconds Time that ProcessRecords took where it finished at least one record.
# TYPE shardkeeper_batch_duration_seconds histogram
`+histogram("shardkeeper_batch_duration_seconds", 1.02, "0.001 0", "0.005 0", "0.025 1", "0.1 1", "0.25 1", "1 2", "2.5 2", "10 2", "30 2", "60 2", "300 2", "+Inf 2"),
		"shardkeeper_batch_duration_seconds")
}

// Broken by: shards.collect does not look at Here; Observe keeps the series of a tenure that is over.
func TestOnlyHeldShardsHaveSeriesAndOnlyOnRequest(t *testing.T) {
	names := []string{"shardkeeper_shard_behind_seconds", "shardkeeper_shard_position_age_seconds", "shardkeeper_shard_records_processed_total"}
	synctest.Test(t, func(t *testing.T) { // in which no time passes
		processed := processor.Processed{Shard: processor.Shard{ID: shard}, Records: 12}
		without := with(running(), Options{})
		without.Observe(processed)
		want(t, without, "", names...)

		c := with(running(), Options{PerShard: true})
		c.Observe(processed)
		want(t, c, `
# HELP shardkeeper_shard_behind_seconds How far the last read of the shard was behind its tip.
# TYPE shardkeeper_shard_behind_seconds gauge
shardkeeper_shard_behind_seconds{application="billing",shard="shardId-000000000001",stream="orders"} 5
# HELP shardkeeper_shard_position_age_seconds Age of the time of arrival up to which everything in the shard is done.
# TYPE shardkeeper_shard_position_age_seconds gauge
shardkeeper_shard_position_age_seconds{application="billing",shard="shardId-000000000001",stream="orders"} 7
# HELP shardkeeper_shard_records_processed_total Records of the shard that user code is done with, in this tenure.
# TYPE shardkeeper_shard_records_processed_total counter
shardkeeper_shard_records_processed_total{application="billing",shard="shardId-000000000001",stream="orders"} 12
`, names...)
		c.Observe(processor.TenureOver{Shard: processor.Shard{ID: shard}})
		if got := testutil.CollectAndCount(c, names[2]); got != 0 {
			t.Errorf("%d series of records after the tenure, want 0", got)
		}
	})
}
