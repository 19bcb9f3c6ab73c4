package shardsync_test

// The shell: how long it takes, whom it leaves alone, what it makes of listings that lag.

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// Broken by: SetLimit(1) in each.
func TestAHundredShardsAreReadyWellWithinASecond(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var shards []shardsync.Shard
		for i := range 100 {
			shards = append(shards, shardsync.Shard{ID: fmt.Sprintf("shardId-%012d", i), HashKeys: parts(i, i+1, 100)})
		}
		bench := newBench(nil, shards)
		began := time.Now()
		made, err := bench.First(t.Context(), nil)
		if err != nil || len(made) != 100 {
			t.Fatalf("First made %d rows: %v", len(made), err)
		}
		if took := time.Since(began); took > 300*time.Millisecond {
			t.Errorf("First took %v", took)
		}
		lowest := bench.table.Rows()[0]
		equal(t, "announcements", lowest.News, 1)
		equal(t, "marks", lowest.Marks.StreamARN, "orders")
	})
}

// Broken by: a conflict that is an error.
func TestTwoWorkersMayStartAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench(nil, []shardsync.Shard{sh("a", 0, 4), sh("b", 4, 8)})
		var made [2][]lease.Lease
		var wg sync.WaitGroup
		for i := range made {
			wg.Go(func() {
				var err error
				if made[i], err = bench.First(t.Context(), nil); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		equal(t, "rows made by both together", len(made[0])+len(made[1]), 2)
		equal(t, "rows", bench.rows(), "a at TRIM_HORIZON, b at TRIM_HORIZON")
	})
}

// Broken by: own that keeps every row.
func TestRowsOfOtherStreamsInTheTableAreLeftAlone(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		other := at(t, sh("a", 0, 8), "SHARD_END")
		other.Key.Stream, other.Marks.StreamARN = "1:payments:1", "payments"
		bench := newBench([]lease.Lease{other}, []shardsync.Shard{sh("a", 0, 8)})
		bench.Stream = "1:orders:1"
		if _, err := bench.First(t.Context(), bench.table.Rows()); err != nil {
			t.Fatal(err)
		}
		equal(t, "rows", bench.rows(), "1:orders:1:a at TRIM_HORIZON, 1:payments:1:a at SHARD_END")
	})
}

// Broken by: list without a second try.
func TestAListingThatIsTooOldIsTakenAgain(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench(nil, []shardsync.Shard{a, b}, []shardsync.Shard{a, b, c})
		bench.Start = shardsync.Start{From: checkpoint.Latest(), At: time.Now()}
		if _, err := bench.First(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		equal(t, "rows", bench.rows(), "b at LATEST, c at LATEST")
	})
}

// Broken by: a plan that does not ask whether the leaves cover every hash key.
func TestAnIncompleteListingCreatesNothing(t *testing.T) {
	for name, shards := range map[string][]shardsync.Shard{"a child is missing": {a, b}, "empty": {}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				bench := newBench(nil, shards)
				if _, err := bench.First(t.Context(), nil); !errors.Is(err, shardsync.ErrIncomplete) {
					t.Errorf("First: %v; want ErrIncomplete", err)
				}
				equal(t, "rows", bench.rows(), "")
			})
		})
	}
}

// Broken by: leads without the parents: then there is something to look at twice.
func TestAHealthyAuditIsTwoListingsAndNoMore(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "100")}, []shardsync.Shard{a, b, c})
		began := time.Now()
		if _, err := bench.Audit(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "it took", time.Since(began), 40*time.Millisecond)
	})
}
