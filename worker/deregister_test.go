package worker

// Who is the last worker, by two listings of the table.

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// A removal counts how often the consumer was removed.
type removal int

func (n *removal) Deregister(context.Context) error {
	*n++
	return nil
}

func rowOf(shard, owner string, counter int64) lease.Lease {
	return lease.Lease{Key: lease.Key{Shard: shard}, Owner: owner, Counter: counter}
}

// Broken by: each condition of abandoned and untouched that is left out.
func TestTheLastWorkerIsTheOneAfterWhomNobodyWroteARow(t *testing.T) {
	type rows = []lease.Lease
	asked := rowOf("a", "other~1", 3)
	asked.CheckpointOwner = "me~0"
	wanted := rowOf("a", "me~0", 3)
	wanted.CheckpointOwner = "other~1"
	ended := rowOf("a", "other~1", 3)
	ended.Position = checkpoint.ShardEnd()
	announced := rowOf("a", "", 3)
	announced.News = 7
	for _, c := range []struct {
		name          string
		before, after rows
		last          bool
	}{
		{"all rows are free, and stay so", rows{rowOf("a", "", 3), rowOf("b", "", 9)}, rows{rowOf("b", "", 9), rowOf("a", "", 3)}, true},
		{"the table is empty", nil, nil, true},
		{"another worker holds a row", rows{rowOf("a", "", 3), rowOf("b", "other~1", 9)}, rows{rowOf("a", "", 3), rowOf("b", "", 10)}, false},
		{"another worker takes one meanwhile", rows{rowOf("a", "", 3)}, rows{rowOf("a", "other~1", 4)}, false},
		{"another worker takes and releases one meanwhile", rows{rowOf("a", "", 3)}, rows{rowOf("a", "", 5)}, false},
		{"another worker asked for one of ours, and was left it", rows{asked}, rows{rowOf("a", "other~1", 4)}, false},
		{"another worker holds one that we asked for", rows{wanted}, rows{wanted}, false},
		{"another worker took one that the first listing shows as ours", rows{rowOf("a", "me~0", 2)}, rows{rowOf("a", "other~1", 4)}, false},
		{"a row is handed over to a worker that has not written yet", rows{rowOf("a", "other~1", 3)}, rows{rowOf("a", "other~1", 3)}, false},
		{"somebody makes rows for new shards", rows{rowOf("a", "", 3)}, rows{rowOf("a", "", 3), rowOf("b", "", 0)}, false},
		{"somebody deletes a row", rows{rowOf("a", "", 3), rowOf("b", "", 0)}, rows{rowOf("a", "", 3)}, false},
		{"somebody replaces a row", rows{rowOf("a", "", 0)}, rows{rowOf("b", "", 0)}, false},
		{"the first listing is from before our own release", rows{rowOf("a", "me~0", 2)}, rows{rowOf("a", "", 3)}, true},
		{"both listings are", rows{rowOf("a", "me~0", 2)}, rows{rowOf("a", "me~0", 2)}, true},
		{"an earlier Run of ours under the same ID holds a row", rows{rowOf("a", "me~9", 2)}, rows{rowOf("a", "me~9", 2)}, false},
		{"a name is left in a row that has ended", rows{ended}, rows{ended}, true},
		{"another worker that left announces it", rows{rowOf("a", "", 3)}, rows{announced}, true},
	} {
		if got := abandoned(c.before, "me~0") && last(c.before, c.after, "me~0"); got != c.last {
			t.Errorf("%s: last = %t, want %t", c.name, got, c.last)
		}
	}
}

// Broken by: a look at the table without a pause, or a pause where a row is held anyway.
func TestAWorkerThatLeavesGivesOthersTimeToTakeWhatIsFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var removed removal
		table := new(leasetest.Memory)
		table.Put(rowOf("a", "", 3))
		began := time.Now()
		time.AfterFunc(standbyTakes-time.Millisecond, func() {
			if _, err := table.Apply(t.Context(), rowOf("a", "", 3).TakenBy("other~1", "x", time.Second, lease.Marks{})); err != nil {
				t.Error(err)
			}
		})
		if err := deregisterIfLast(t.Context(), table, "me~0", &removed); err != nil || removed != 0 {
			t.Errorf("removed %d times, %v, want not: another worker took the lease", removed, err)
		}
		waited := time.Since(began)
		if err := deregisterIfLast(t.Context(), table, "me~0", &removed); err != nil || removed != 0 || time.Since(began) != waited {
			t.Errorf("with a lease that is held: removed %d times, %v, after %v", removed, err, time.Since(began)-waited)
		}
		if err := deregisterIfLast(t.Context(), table, "other~1", &removed); err != nil || removed != 1 {
			t.Errorf("the last one: removed %d times, %v, want once", removed, err)
		}
	})
}

// Broken by: an error of the table that counts as an empty one.
func TestATableThatIsAwaySaysNothingOfOtherWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := errors.New("the table is away")
		for failing := range 2 { // of the two listings
			var removed removal
			listings := 0
			table := &leasetest.Memory{Refuse: func(leasetest.Call) error {
				listings++
				if listings-1 == failing {
					return away
				}
				return nil
			}}
			if err := deregisterIfLast(t.Context(), table, "me~0", &removed); !errors.Is(err, away) || removed != 0 {
				t.Errorf("listing %d fails: removed %d times, %v", failing+1, removed, err)
			}
		}
	})
}

// Broken by: a pause that outlasts ctx.
func TestWhatIsNotDecidedInTimeIsNotDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var removed removal
		ctx, cancel := context.WithTimeout(t.Context(), standbyTakes/2)
		defer cancel()
		if err := deregisterIfLast(ctx, new(leasetest.Memory), "me~0", &removed); !errors.Is(err, context.DeadlineExceeded) || removed != 0 {
			t.Errorf("removed %d times, %v", removed, err)
		}
	})
}
