package prom

// The counters, made once: counting an event then takes no lock and looks nothing up.

import (
	"cmp"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shardkeeper/shardkeeper/fanout"
)

// A counter's name in the code is its name in Prometheus without shardkeeper_ and _total.
type counts struct {
	all []prometheus.Collector

	records, bytes, batches, batchFailures, callFailures, panics, slowCalls, checkpoints, prepared prometheus.Counter
	deadLetters, recordsFiltered, deadlines                                                        prometheus.Counter
	batch                                                                                          prometheus.Histogram

	reads, recordsRead, bytesRead, throttles, iteratorsExpired, readFailures, notFound, backlogs, backlogSeconds prometheus.Counter
	read                                                                                                         prometheus.Histogram

	subscriptions, renewals, consumerFailures, consumersRegistered, retrievalChanges prometheus.Counter
	subscriptionFailures                                                             *prometheus.CounterVec

	leasesCreated, leasesDeleted, holesFound, holesRepaired, shardsGone prometheus.Counter

	leasesTaken, leasesLost, leasesReleased, leasesHandedOver, shardsEnded    prometheus.Counter
	handoversAsked, handoversHung, tableFailures, duplicates, kinesisFailures prometheus.Counter
}

func newCounts(labels prometheus.Labels) counts {
	c := counts{}
	c.countUser(labels)
	c.countReads(labels)
	c.countFanOut(labels)
	c.countLeases(labels)
	return c
}

func (c *counts) counter(labels prometheus.Labels, name, help string) prometheus.Counter {
	one := prometheus.NewCounter(prometheus.CounterOpts{Name: "shardkeeper_" + name + "_total", Help: help, ConstLabels: labels})
	c.all = append(c.all, one)
	return one
}

func (c *counts) histogram(labels prometheus.Labels, name, help string, buckets ...float64) prometheus.Histogram {
	one := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "shardkeeper_" + name + "_seconds", Help: help, ConstLabels: labels, Buckets: buckets,
	})
	c.all = append(c.all, one)
	return one
}

func (c *counts) countUser(l prometheus.Labels) {
	c.records = c.counter(l, "records_processed", "Records that user code is done with.")
	c.bytes = c.counter(l, "processed_bytes", "Bytes of data in the records that user code is done with.")
	c.batches = c.counter(l, "batches_processed", "Calls of ProcessRecords that finished at least one record.")
	c.batchFailures = c.counter(l, "batch_failures", "Calls of ProcessRecords that did not finish their batch; what was not done comes again.")
	c.callFailures = c.counter(l, "call_failures", "Failures of user code's other calls, and ends of shards that it did not accept.")
	c.panics = c.counter(l, "panics", "Panics of user code.")
	c.slowCalls = c.counter(l, "slow_calls", "Times that a call of user code was found to take very long.")
	c.deadLetters = c.counter(l, "dead_letters", "Records that were given up and that a sink has.")
	c.recordsFiltered = c.counter(l, "records_filtered", "Records that a filter dropped; they count as processed too.")
	c.deadlines = c.counter(l, "deadlines_passed", "Calls of user code that took longer than their deadline.")
	c.checkpoints = c.counter(l, "checkpoints", "Checkpoints made by user code that are stored.")
	c.prepared = c.counter(l, "prepared_checkpoints", "First phases of two-phase checkpoints that are stored.")
	c.batch = c.histogram(l, "batch_duration", "Time that ProcessRecords took where it finished at least one record.",
		.001, .005, .025, .1, .25, 1, 2.5, 10, 30, 60, 300) // from a map in memory to beyond what is shown as slow
}

func (c *counts) countReads(l prometheus.Labels) {
	c.reads = c.counter(l, "reads", "Reads of shards that Kinesis answered.")
	c.recordsRead = c.counter(l, "records_read", "Records read, before user code has seen them.")
	c.bytesRead = c.counter(l, "read_bytes", "Bytes read, as Kinesis counts them: data and partition keys.")
	c.throttles = c.counter(l, "read_throttles", "Reads refused because a shard's readers asked for more than 5 reads or 2 MB a second.")
	c.iteratorsExpired = c.counter(l, "iterators_expired", "Shard iterators that were not used for five minutes; reading went on where it was.")
	c.readFailures = c.counter(l, "read_failures", "Reads that failed otherwise; all are repeated.")
	c.notFound = c.counter(l, "shards_not_found", "Reads to which Kinesis answered that it knows no such shard or stream; all are repeated.")
	c.backlogs = c.counter(l, "backlogs_expired", "Spans of time whose unread records the stream no longer keeps: they are lost.")
	c.backlogSeconds = c.counter(l, "backlog_expired_seconds", "Length of the spans whose unread records are lost.")
	c.read = c.histogram(l, "read_duration", "Time that Kinesis took to answer a read.",
		.005, .01, .025, .05, .1, .25, .5, 1, 2.5) // one call is given up after a sixth of Failover, 1.7 s by default
}

func (c *counts) countFanOut(l prometheus.Labels) {
	c.subscriptions = c.counter(l, "subscriptions", "Subscriptions of enhanced fan-out begun, renewals not counted.")
	c.renewals = c.counter(l, "subscription_renewals", "Subscriptions begun in place of one that was about to end.")
	c.consumerFailures = c.counter(l, "consumer_failures", "Times that the consumer of enhanced fan-out could not be had, or was gone.")
	c.consumersRegistered = c.counter(l, "consumers_registered", "Times that this worker registered the consumer of enhanced fan-out.")
	c.retrievalChanges = c.counter(l, "retrieval_changes", "Changes of a shard between polling and enhanced fan-out.")
	c.subscriptionFailures = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "shardkeeper_subscription_failures_total", Help: "Subscriptions that were refused or broke, by reason.", ConstLabels: l,
	}, []string{"reason"})
	for _, reason := range fanout.Reasons() {
		c.failures(reason)
	}
	c.all = append(c.all, c.subscriptionFailures)
}

// failures is the counter of a reason. An event without one, which no reader sends, is counted too.
func (c *counts) failures(reason string) prometheus.Counter {
	return c.subscriptionFailures.WithLabelValues(strings.ReplaceAll(cmp.Or(reason, "other"), " ", "_"))
}

func (c *counts) countLeases(l prometheus.Labels) {
	c.leasesTaken = c.counter(l, "leases_taken", "Tenures begun.")
	c.leasesLost = c.counter(l, "leases_lost", "Tenures whose lease could no longer be relied on.")
	c.leasesReleased = c.counter(l, "leases_released", "Tenures ended by this worker's stop, with the last position stored.")
	c.leasesHandedOver = c.counter(l, "leases_handed_over", "Tenures ended in favour of a worker that asked.")
	c.shardsEnded = c.counter(l, "shards_ended", "Shards whose end is stored.")
	c.handoversAsked = c.counter(l, "handovers_asked", "Leases that this worker asked another for.")
	c.handoversHung = c.counter(l, "handovers_hung", "Handovers for which user code did not return within the handoff timeout.")
	c.leasesCreated = c.counter(l, "leases_created", "Lease rows that this worker made for shards that had none; children made at a shard's end are not counted.")
	c.leasesDeleted = c.counter(l, "leases_deleted", "Rows of finished leases that this worker removed.")
	c.holesFound = c.counter(l, "holes_found", "Shards found that no lease leads to.")
	c.holesRepaired = c.counter(l, "holes_repaired", "Shards that no lease led to and that have one now.")
	c.shardsGone = c.counter(l, "shards_expired_unread", "Shards that the stream no longer keeps and that were not finished: what was unread is lost.")
	c.tableFailures = c.counter(l, "lease_table_failures", "Failed requests to the lease table; all are repeated.")
	c.duplicates = c.counter(l, "duplicate_workers", "Times that another process was found under this worker's ID.")
	c.kinesisFailures = c.counter(l, "kinesis_failures", "Failed requests to Kinesis about the stream as a whole; all are repeated.")
}
