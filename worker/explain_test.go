package worker

// Each reason code with its sentence.

import (
	"errors"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
)

var epoch = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return epoch.Add(-d) }

func TestEachStateOfAShardHereHasItsSentence(t *testing.T) {
	asked := lease.Lease{Key: lease.Key{Shard: "s"}, Owner: "b~2", CheckpointOwner: "a~1"}
	busy := processor.Status{State: "processing", Call: "ProcessRecords", CallSince: ago(90 * time.Second), Done: ago(time.Minute)}
	short := processor.Status{State: "processing", Call: "ProcessRecords", CallSince: ago(time.Second), Done: ago(time.Minute), Behind: 3 * time.Second}
	for _, c := range []struct {
		here here
		code ShardCode
		why  string
	}{
		{here{lease: asked, handover: ago(time.Minute), hung: true, processor: busy}, Hung,
			"worker b asked for it 1m0s ago, and user code has been in ProcessRecords for 1m30s although its context was cancelled; the lease stays here until it returns"},
		{here{lease: asked, handover: ago(2 * time.Second), processor: short}, HandingOver,
			"worker b asked for it 2s ago; user code is finishing ProcessRecords"},
		{here{lease: asked, handover: ago(2 * time.Second), processor: processor.Status{State: "reading"}}, HandingOver,
			"worker b asked for it 2s ago; it is being handed over"},
		{here{processor: busy}, Busy, "user code has been in ProcessRecords for 1m30s"},
		{here{processor: processor.Status{State: "processing", Attempt: 3, Err: "no database"}}, Retrying,
			"user code failed; attempt 3 is next or under way: no database"},
		{here{processor: processor.Status{State: "ending", Call: "ShardEnded", CallSince: ago(5 * time.Second)}}, Ending,
			"the shard's end has been with user code for 5s"},
		{here{processor: processor.Status{State: "finishing", Since: ago(5 * time.Second)}}, Ending,
			"all of it is done; its end has not been stored for 5s, for which its children must be known"},
		{here{processor: short, unread: 3 * time.Second}, Reading, "user code is in ProcessRecords, 3s behind"},
		{here{processor: processor.Status{State: "reading"}, source: fanout.Status{NotFoundSince: ago(20 * time.Second), Failures: 4, LastError: "not found"}}, Unreachable,
			"Kinesis has not known this shard for 20s"},
		{here{processor: processor.Status{State: "reading"}, source: fanout.Status{Failures: 4, LastError: "x: ProvisionedThroughputExceededException: y"}}, Throttled,
			"Kinesis throttles reads of this shard (4 in a row); another application may read it too"},
		{here{processor: processor.Status{State: "reading"}, source: fanout.Status{Failures: 2, LastError: "no route"}}, Unreachable,
			"2 reads failed in a row: no route"},
		{here{}, Starting, "user code has not returned from Initialize"},
		{here{processor: processor.Status{State: "reading"}, unread: 4 * time.Second}, Reading, "it is read, 4s behind"},
	} {
		code, why := explainHere(c.here, epoch)
		if code != c.code || why != c.why {
			t.Errorf("%+v:\n got %s: %s\nwant %s: %s", c.here, code, why, c.code, c.why)
		}
	}
}

func TestEachStateOfAShardElsewhereHasItsSentence(t *testing.T) {
	p := lease.Policy{}.Defaulted()
	row := func(shard, owner string) lease.Lease {
		l := lease.Lease{Key: lease.Key{Shard: shard}, Owner: owner}
		if owner != "" {
			l.Tenure, l.Failover = "1.x", 10*time.Second
		}
		return l
	}
	finished := row("finished", "")
	finished.Position = checkpoint.ShardEnd()
	waiting := row("waiting", "")
	waiting.Parents = []string{"owned", "free"}
	asked := row("asked", "b~2")
	asked.CheckpointOwner = "c~1"
	rows := []lease.Lease{finished, waiting, asked, row("owned", "b~1"), row("free", "")}
	for _, c := range []struct {
		after time.Duration // from the first listing to the second
		shard string
		code  ShardCode
		why   string
	}{
		{0, "finished", Finished, "all of it is done"},
		{0, "waiting", Waiting, "it waits for the end of owned and free"},
		{0, "asked", Owned, "worker c reads it, and was asked for it by b"},
		{0, "owned", Owned, "worker b reads it"},
		{15 * time.Second, "owned", Expired, "its holder b has not written for 15s"},
		{0, "free", Unowned, "nobody reads it; it is up for the taking"},
		{31 * time.Second, "free", Blocked, "nobody has taken it for 31s; is every worker at MaxLeases?"},
	} {
		v := lease.View{}.Listed(rows, epoch, epoch).Listed(rows, epoch.Add(c.after), epoch.Add(c.after))
		code, why := explainElsewhere(v, p, v.Rows()[lease.Key{Shard: c.shard}], epoch.Add(c.after))
		if code != c.code || why != c.why {
			t.Errorf("%s after %v:\n got %s: %s\nwant %s: %s", c.shard, c.after, code, why, c.code, c.why)
		}
	}
}

// Broken by: the last read's word whatever happened since; a pause of one of many shards that counts as a standstill.
func TestABacklogAgesWhileNothingMovesOn(t *testing.T) {
	read := fanout.Status{Behind: time.Second, LastCall: ago(time.Second)}
	failing := fanout.Status{Behind: time.Second, LastCall: ago(time.Second), Failures: 3}
	silent := fanout.Status{Behind: time.Second, LastCall: ago(time.Minute)}
	done := processor.Status{Done: ago(5 * time.Minute)}
	out := func(d time.Duration) processor.Status {
		return processor.Status{Done: ago(5 * time.Minute), Call: "ProcessRecords", CallSince: ago(d)}
	}
	for _, c := range []struct {
		name string
		here here
		want time.Duration
	}{
		{"read", here{source: read, processor: done}, time.Second},
		{"user code is out for a moment", here{source: read, processor: out(time.Second)}, time.Second},
		{"user code is out for long", here{source: read, processor: out(time.Minute)}, 5 * time.Minute},
		{"user code fails", here{source: read, processor: processor.Status{Done: ago(5 * time.Minute), Err: "no"}}, 5 * time.Minute},
		{"reads fail", here{source: failing, processor: done}, 5 * time.Minute},
		{"no read goes out", here{source: silent, processor: done}, 5 * time.Minute},
		{"one of many is asked rarely", here{source: silent, processor: done, idle: time.Minute}, time.Second},
		{"reads fail from the beginning", here{source: failing}, time.Hour},
	} {
		if got := c.here.behind(ago(time.Hour), epoch); got != c.want {
			t.Errorf("%s: %v behind, want %v", c.name, got, c.want)
		}
	}
}

func TestAFleetIsSummedUp(t *testing.T) {
	shards := []ShardStatus{
		{Shard: "a", Code: Reading, Here: true, Behind: time.Minute, Why: "."},
		{Shard: "b", Code: Throttled, Here: true, Behind: 2 * time.Minute, Why: "throttled"},
		{Shard: "c", Code: Expired, Behind: 3 * time.Minute, Why: "silent"},
		{Shard: "d", Code: Waiting, Behind: time.Hour, Why: "."},
		{Shard: "e", Code: Hung, Here: true, Why: "hangs"},
		{Shard: "f", Code: Finished, Behind: time.Hour, Why: "."},
	}
	f := fleet(shards, 2, 24*time.Hour, epoch)
	if f.Leases[Owned] != 3 || f.Leases[Expired] != 1 || f.Leases[Waiting] != 1 || f.Leases[Finished] != 1 {
		t.Errorf("leases by state: %v", f.Leases)
	}
	if f.OldestUnread != 3*time.Minute || f.ToExpiry != 24*time.Hour-3*time.Minute {
		t.Errorf("oldest unread %v, %v to expiry", f.OldestUnread, f.ToExpiry)
	}
	want := []string{"e: hangs", "c: silent", "b: throttled"}
	if got := problems(shards); len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("problems: %q, want %q", got, want)
	}
}

// Broken by: one shard that stands for all.
func TestUnreadableMeansEveryShardForLong(t *testing.T) {
	fails := func(d time.Duration) readFailure { return readFailure{ago(d), errors.New("no")} }
	for _, c := range []struct {
		held    int
		failing map[string]readFailure
		want    string
	}{
		{0, nil, ""},
		{1, nil, ""},
		{2, map[string]readFailure{"a": fails(time.Hour)}, ""},
		{2, map[string]readFailure{"a": fails(time.Hour), "b": fails(time.Second)}, ""},
		{2, map[string]readFailure{"a": fails(time.Hour), "b": fails(2 * time.Minute)}, "reads of all 2 shards held here have failed for 2m0s: no"},
	} {
		if got := unreadable(c.held, c.failing, epoch); got != c.want {
			t.Errorf("%d held, failing %v: %q, want %q", c.held, c.failing, got, c.want)
		}
	}
}

// Broken by: an age from the last change of the row's counter; a write of one's own that makes the row new.
func TestWhatNobodyEverReadAgesSinceItIsKnown(t *testing.T) {
	key := lease.Key{Shard: "s"}
	row := func(counter int64) lease.Lease { return lease.Lease{Key: key, Counter: counter} }
	v := lease.View{}
	for hour := range 3 {
		at := epoch.Add(time.Duration(hour) * time.Hour)
		v = v.Listed([]lease.Lease{row(int64(10 * hour))}, at, at).With(row(int64(10*hour+1)), at)
	}
	if got := (&run{}).unread(v.Rows()[key], epoch.Add(3*time.Hour)); got != 3*time.Hour {
		t.Errorf("unread for %v, want the three hours since its row was first seen", got)
	}
}
