package processor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Broken by: ProcessRecords that hands on all when half open, or nothing behind a good probe; note
// without RetryAfter.
func TestAnOpenCircuitLeavesUserCodeAloneThenProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, sizes, at := time.Now(), []int(nil), []time.Duration(nil)
		report := processortest.Run(t, processor.CircuitBreaker(processor.BreakerPolicy{Failures: 2, Pause: time.Minute, Probe: 2})(
			processor.Func(func(_ context.Context, b *processor.Batch) error {
				sizes, at = append(sizes, len(b.Records)), append(at, time.Since(begun).Truncate(time.Second))
				if len(sizes) < 4 {
					return errSick
				}
				return nil
			})), processortest.Numbered(10))
		same(t, "sizes", sizes, []int{10, 10, 2, 2, 8})
		same(t, "times", at, []time.Duration{0, 0, time.Minute, 2 * time.Minute, 2 * time.Minute})
		same(t, "calls", report.Names(), []string{"Initialize", "ProcessRecords", "ProcessRecords", "ProcessRecords", "ProcessRecords", "ShardEnded"}) // it is not asked while it is open
		opened, closed := events[processor.CircuitOpened](report), events[processor.CircuitClosed](report)
		if len(opened) != 2 || len(closed) != 1 || report.How != processor.Ended {
			t.Errorf("opened %v, closed %v, %v; want two, one, ended", opened, closed, report.How)
		}
	})
}

// Broken by: note that counts what is final.
func TestAVerdictDoesNotOpenTheCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := processortest.Run(t, processor.CircuitBreaker(processor.BreakerPolicy{Failures: 1})(
			processor.Func(func(context.Context, *processor.Batch) error { return processor.HaltShard(errSick) })),
			processortest.Numbered(2), processortest.GiveUpAfter(1))
		if n := len(events[processor.CircuitOpened](report)); n != 0 {
			t.Errorf("opened %d times, want 0", n)
		}
	})
}

// Broken by: ProcessRecords that does not look at admits.
func TestResumeDoesNotCloseTheCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		w := tenant(t, processor.CircuitBreaker(processor.BreakerPolicy{Failures: 1, Pause: time.Hour})(
			processor.Func(func(context.Context, *processor.Batch) error { calls++; return errSick })), processortest.Numbered(2))
		pass(time.Minute)
		w.runner.Resume()
		pass(time.Minute)
		failed := seenBy[processor.BatchFailed](w)
		w.stop()
		<-w.out
		if last := failed[len(failed)-1]; calls != 1 || !errors.Is(last.Err, processor.ErrCircuitOpen) || last.Retry != 59*time.Minute {
			t.Errorf("%d calls, failed with %v for %v; want 1 call, refused for 59 m", calls, last.Err, last.Retry)
		}
	})
}
