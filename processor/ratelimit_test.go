package processor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// counted counts records by the second, since begun, in which they came.
func counted(bySecond map[int]int, begun time.Time) processor.Factory {
	return processor.Each(func(context.Context, *processor.Record) error {
		bySecond[int(time.Since(begun)/time.Second)]++
		return nil
	})
}

// Broken by: take that forgets what it gave away; take that keeps more than a second's worth; portion
// that takes all.
func TestNoMoreThanTheRateIsHandedOn(t *testing.T) {
	for name, rate := range map[string]processor.Rate{"records": {Records: 10}, "bytes": {Bytes: 40}, "both": {Records: 10, Bytes: 1000}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bySecond, begun := map[int]int{}, time.Now()
				records := processortest.Numbered(55)
				for i := range records {
					records[i].Data = []byte("x") // four bytes with the key
				}
				report := processortest.Run(t, processor.RateLimit(rate)(counted(bySecond, begun)), records)
				if took := time.Since(begun); took != 4500*time.Millisecond || report.How != processor.Ended {
					t.Errorf("55 records took %v, want 4.5 s: ten at once, then ten a second", took)
				}
				for second, n := range bySecond {
					if n > 20 {
						t.Errorf("%d records in second %d, want at most 20", n, second)
					}
				}
			})
		})
	}
}

// Broken by: SharedRateLimit that makes a limiter for each shard.
func TestASharedRateIsThatOfAllShardsTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		limit := processor.SharedRateLimit(processor.Rate{Records: 10})
		one, two := tenant(t, limit(counted(map[int]int{}, begun)), processortest.Numbered(20)), tenant(t, limit(counted(map[int]int{}, begun)), processortest.Numbered(20))
		pass(2900 * time.Millisecond)
		if one.row.Progress().Position == processortest.At(20) && two.row.Progress().Position == processortest.At(20) {
			t.Error("40 records in 2.9 s, want 3 s")
		}
		pass(200 * time.Millisecond)
		for _, w := range []*tenancy{one, two} {
			w.stop()
			if <-w.out; w.row.Progress().Position != processortest.At(20) {
				t.Errorf("at %v after 3.1 s, want 20", w.row.Progress().Position)
			}
		}
	})
}

// Broken by: pauseFor that does not look at Stopping.
func TestAWaitForTheRateEndsWithTheWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := tenant(t, processor.RateLimit(processor.Rate{Records: 0.001})(each(new([]string))), processortest.Numbered(3))
		pass(time.Minute)
		stopped := time.Now()
		w.stop()
		if out := <-w.out; time.Since(stopped) > 0 || out.How != processor.Stopped {
			t.Errorf("%v after %v, want stopped at once", out.How, time.Since(stopped))
		}
		if n := len(seenBy[processor.RateLimited](w)); n != 1 {
			t.Errorf("%d rate limited, want 1", n)
		}
	})
}
