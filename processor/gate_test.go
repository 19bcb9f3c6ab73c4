package processor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// slow is a processor that takes a minute for a batch.
func slow(done *int) *scripted {
	return &scripted{process: func(_ context.Context, b *processor.Batch) error {
		time.Sleep(time.Minute)
		*done += len(b.Records)
		return nil
	}}
}

// Broken by: read without passGate before it reads; Pause that ends a call.
func TestAPauseLetsTheCallFinishAndDeliversNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := 0
		asked := 0
		source := &processortest.Source{Pages: processortest.Paged(processortest.Records("a", "b", "c"), 1), Before: func(int) { asked++ }}
		r := startFrom(t, slow(&done).factory(), source)
		time.Sleep(30 * time.Second)
		r.Pause()
		pass(time.Hour)
		if s := r.Status(); done != 1 || asked != 1 || !s.Paused || s.Position != processortest.At(1) {
			t.Errorf("%d done of %d pages, %+v; want 1 of 1, paused, and stored", done, asked, s)
		}
		r.Resume()
		pass(time.Hour)
		if s := r.Status(); done != 3 || s.Paused {
			t.Errorf("%d done, %+v; want 3 after Resume", done, s)
		}
		if r.told("paused") != 1 || r.told("resumed") != 1 {
			t.Errorf("told %d times of a pause and %d of its end, want once each", r.told("paused"), r.told("resumed"))
		}
		r.end()
	})
}

// A read may take long: what it brings when the shard was paused meanwhile waits.
// Broken by: read without passGate before it delivers.
func TestAPageThatComesDuringAPauseIsNotDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := 0
		source := &processortest.Source{Pages: processortest.Paged(processortest.Records("a"), 1), Before: func(int) { time.Sleep(time.Minute) }}
		r := startFrom(t, slow(&done).factory(), source)
		time.Sleep(time.Second)
		r.Pause()
		pass(time.Hour)
		if done != 0 {
			t.Errorf("%d done, want none", done)
		}
		r.end()
	})
}

// Broken by: passGate that waits for Resume alone.
func TestAPausedShardStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := 0
		r := start(t, slow(&done).factory(), processortest.Paged(processortest.Records("a", "b"), 1)...)
		r.Pause()
		pass(time.Hour)
		if out := r.end(); out.How != processor.Stopped || r.told("resumed") > 0 && done > 0 {
			t.Errorf("%v with %d done, want stopped with none", out.How, done)
		}
	})
}

// Broken by: wait without passGate.
func TestAFailedBatchIsNotTriedAgainDuringAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		p := &scripted{process: func(context.Context, *processor.Batch) error { calls++; return errSick }}
		r := start(t, p.factory(), processor.Page{Records: processortest.Records("a")})
		pass(time.Minute)
		r.Pause()
		before := calls
		pass(time.Hour)
		if calls != before {
			t.Errorf("%d calls during the pause, want none", calls-before)
		}
		r.Resume()
		synctest.Wait()
		if calls != before+1 {
			t.Errorf("%d calls at once after Resume, want 1", calls-before)
		}
		r.end()
	})
}

// Broken by: sleep that waits for its timer alone; that leaves Halted.
func TestResumeTriesAtOnceWhatWasHalted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sick error = processor.HaltShard(errSick)
		calls := 0
		p := &scripted{process: func(context.Context, *processor.Batch) error { calls++; return sick }}
		r := start(t, p.factory(), processor.Page{Records: processortest.Records("a")})
		pass(1000 * time.Hour)
		if s := r.Status(); calls != 1 || !s.Halted || s.Err == "" {
			t.Fatalf("%d calls, %+v; want 1, and halted with the reason", calls, s)
		}
		r.Resume() // nothing is repaired: it halts again
		synctest.Wait()
		if s := r.Status(); calls != 2 || !s.Halted {
			t.Fatalf("%d calls, %+v; want 2, and halted again", calls, s)
		}
		sick = nil
		r.Resume()
		synctest.Wait()
		if s := r.Status(); calls != 3 || s.Halted || s.Position != processortest.At(1) {
			t.Errorf("%d calls, %+v; want 3, and the record done", calls, s)
		}
		r.end()
	})
}

// Broken by: sleep without reading's end.
func TestAHaltedShardStopsAndItsRecordComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &scripted{process: func(_ context.Context, b *processor.Batch) error {
			return processor.HaltShard(processor.FailedAt(b.Records[1].Position, errSick))
		}}
		r := start(t, p.factory(), processor.Page{Records: processortest.Records("a", "b")})
		pass(time.Hour)
		began := time.Now()
		if out := r.end(); time.Since(began) > 0 || out.How != processor.Stopped || out.Progress.Position != processortest.At(1) {
			t.Errorf("%v at %v, want stopped at 1 at once, before the record that halted", out.How, out.Progress.Position)
		}
	})
}
