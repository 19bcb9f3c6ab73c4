package processor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Broken by: verdictOf that takes the outermost; IsFinal that says > in place of >=.
func TestTheStrongestVerdictCountsHoweverItIsWrapped(t *testing.T) {
	later := func(err error) error { return processor.RetryAfter(err, time.Minute) }
	wrapped := func(err error) error { return fmt.Errorf("order 7: %w", err) }
	at := func(err error) error { return processor.FailedAt(processortest.At(1), err) }
	for name, c := range map[string]struct {
		err         error
		final, stop bool
	}{
		"none":                {errSick, false, false},
		"nil":                 {nil, false, false},
		"pause":               {later(errSick), false, false},
		"final":               {processor.Final(errSick), true, false},
		"halt":                {processor.HaltShard(errSick), true, false},
		"stop":                {processor.StopWorker(errSick), true, true},
		"final, then a place": {at(wrapped(processor.Final(errSick))), true, false},
		"final under a pause": {later(wrapped(processor.Final(errSick))), true, false},
		"pause under final":   {processor.Final(later(errSick)), true, false},
		"stop under all":      {processor.Final(processor.HaltShard(at(processor.StopWorker(errSick)))), true, true},
		"in a join":           {errors.Join(errSick, processor.Final(errSick)), true, false},
	} {
		if final, stop := processor.IsFinal(c.err), processor.IsStopWorker(c.err); final != c.final || stop != c.stop {
			t.Errorf("%s: final = %v, stops the worker = %v; want %v, %v", name, final, stop, c.final, c.stop)
		}
	}
}

// Broken by: Final that makes a new error; a verdict without Unwrap.
func TestAVerdictChangesNothingElse(t *testing.T) {
	place := processor.FailedAt(processortest.At(2), errSick)
	for _, verdict := range []func(error) error{
		processor.Final, processor.HaltShard, processor.StopWorker,
		func(err error) error { return processor.RetryAfter(err, time.Second) },
	} {
		err := verdict(place)
		if !errors.Is(err, errSick) || err.Error() != place.Error() {
			t.Errorf("%v, want %v, and to wrap it", err, place)
		}
		report := inBubble(t, processor.Func(func(context.Context, *processor.Batch) error { return err }), processortest.GiveUpAfter(1))
		if failed := events[processor.BatchFailed](report); len(failed) != 1 || failed[0].Done != 1 {
			t.Errorf("%T: failed = %+v, want 1 done", err, failed)
		}
	}
}

// Broken by: obey that leaves the runner's pause; that takes one below 0.
func TestRetryAfterTakesTheRunnersPausesPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pauses := []time.Duration{time.Hour, 0, -time.Second, 3 * time.Millisecond}
		var at []time.Time
		p := &scripted{process: func(_ context.Context, b *processor.Batch) error {
			at = append(at, time.Now())
			if b.Attempt > len(pauses) {
				return nil
			}
			return processor.RetryAfter(errSick, pauses[b.Attempt-1])
		}}
		r := start(t, p.factory(), processor.Page{Records: processortest.Records("a")}, processor.Page{End: true})
		if out := <-r.ended; out.How != processor.Ended {
			t.Fatalf("%v, want ended", out.How)
		}
		for i, pause := range pauses {
			if got := at[i+1].Sub(at[i]); got != max(pause, 0) {
				t.Errorf("attempt %d came after %v, want %v", i+2, got, max(pause, 0))
			}
		}
	})
}

// Broken by: callFailed without obey; obey that tells EndWorker of every verdict.
func TestVerdictsCountInEveryCallThatIsRepeated(t *testing.T) {
	for name, script := range map[string]func(error) *scripted{
		"Initialize": func(err error) *scripted { return &scripted{initialize: func(context.Context) error { return err }} },
		"ProcessRecords": func(err error) *scripted {
			return &scripted{process: func(context.Context, *processor.Batch) error { return err }}
		},
		"ShardEnded": func(err error) *scripted { return &scripted{end: func(context.Context) error { return err }} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for verdict, ends := range map[error]int{processor.Final(errSick): 0, processor.HaltShard(errSick): 0, processor.StopWorker(errSick): 1} {
					r := start(t, script(verdict).factory(), processor.Page{Records: processortest.Records("a"), End: true})
					pass(24 * time.Hour)
					if s := r.Status(); !s.Halted || s.Err == "" || r.told("shard halted") != 1 || len(r.ends) != ends {
						t.Errorf("%T: %+v, halted %d times, the worker %d; want halted once, and the worker %d", verdict, s, r.told("shard halted"), len(r.ends), ends)
					}
					r.end()
				}
			})
		})
	}
}
