package processor_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Windows over the reads of a tenure, in bubbles.

// batches notes the data of each batch as one line.
func batches(n *notebook, err func(line string) error) processor.Factory {
	return processor.Func(func(ctx context.Context, b *processor.Batch) error {
		var line []string
		for _, r := range b.Records {
			line = append(line, string(r.Data))
		}
		text := strings.Join(line, " ")
		if err != nil {
			if err := err(text); err != nil {
				return err
			}
		}
		n.note(text)
		return nil
	})
}

// Broken by: cut that takes all; when that does not look at the time; add without kick when it is full.
func TestAWindowIsHandedOnWhenItIsFullOrItsTimeIsOver(t *testing.T) {
	for name, c := range map[string]struct {
		policy processor.WindowPolicy
		want   string
		took   time.Duration // until all is done
	}{
		"records": {processor.WindowPolicy{Records: 2, Wait: time.Hour}, "[1 1|2 3]", 1 * time.Second},
		"bytes":   {processor.WindowPolicy{Bytes: 8, Wait: time.Hour}, "[1 1|2 3]", 1 * time.Second},         // 4 bytes each
		"excess":  {processor.WindowPolicy{Bytes: 9, Wait: 10 * time.Second}, "[1 1|2 3]", 11 * time.Second}, // the third would be too much
		"larger":  {processor.WindowPolicy{Bytes: 1, Wait: time.Hour}, "[1|1|2|3]", 1 * time.Second},
		"time":    {processor.WindowPolicy{Wait: 10 * time.Second}, "[1 1 2 3]", 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var n notebook
				w := tenant(t, processor.Window(c.policy)(batches(&n, nil)), processortest.Numbered(1), processortest.Numbered(3))
				pass(c.took - time.Millisecond)
				if w.row.Progress().Position == processortest.At(4) {
					t.Errorf("done before %v: %q", c.took, n.all())
				}
				pass(2 * time.Millisecond)
				if got := fmt.Sprintf("[%s]", strings.Join(n.all(), "|")); got != c.want {
					t.Errorf("batches %s, want %s", got, c.want)
				}
				w.stop()
				<-w.out
				if w.row.Progress().Position != processortest.At(4) {
					t.Errorf("at %v after the stop, want 4", w.row.Progress().Position)
				}
			})
		})
	}
}

// Broken by: next that is not serial; settle that acknowledges what failed.
func TestAWindowThatFailsComesAgainFromTheFirstRecordThatIsNotDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		failures := 0
		report := processortest.Run(t, processor.Window(processor.WindowPolicy{Records: 3})(batches(&n, func(line string) error {
			if failures++; failures == 1 {
				return processor.FailedAt(processortest.At(2), errSick)
			}
			if failures == 2 {
				panic("sick")
			}
			return nil
		})), processortest.Numbered(4), processortest.PageSize(2))
		same(t, "batches", n.all(), []string{"2 3 4"})
		failed := events[processor.RecordFailed](report)
		if len(failed) != 2 || failed[0].Attempt != 1 || failed[1].Attempt != 2 {
			t.Errorf("failed: %v", failed)
		}
		for _, p := range report.Saved[:len(report.Saved)-1] {
			if p.Position != processortest.At(1) && p.Position != processortest.At(4) {
				t.Errorf("stored %v, want 1 and 4 only", p.Position)
			}
		}
	})
}

// Broken by: fits that is always true; ProcessRecords that waits on when the worker stops.
func TestAWindowThatIsNotDoneHoldsUpReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		w := tenant(t, processor.Window(processor.WindowPolicy{Records: 2})(batches(&n, func(string) error { return processor.RetryAfter(errSick, time.Hour) })), processortest.Numbered(5))
		pass(time.Minute)
		if got := w.runner.Status().Call; got != "ProcessRecords" {
			t.Errorf("in %q, want ProcessRecords: the window is full", got)
		}
		w.stop()
		if out := <-w.out; out.How != processor.Stopped || len(n.all()) != 0 || w.row.Progress().Position.IsSequence() {
			t.Errorf("%v, done %v at %v; want stopped before the first record", out.How, n.all(), w.row.Progress().Position)
		}
	})
}

// Broken by: refusal that does not tell; goOn that does nothing.
func TestAVerdictOfAWindowHaltsTheShardUntilResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		sick := true
		w := tenant(t, processor.Window(processor.WindowPolicy{Wait: 100 * time.Millisecond})(batches(&n, func(string) error {
			if sick {
				return processor.Final(errSick)
			}
			return nil
		})), processortest.Numbered(2), processortest.Numbered(1))
		pass(time.Minute)
		if s := w.runner.Status(); !s.Halted || !strings.Contains(s.Err, errSick.Error()) {
			t.Errorf("halted %t, %q; want why", s.Halted, s.Err)
		}
		sick = false
		w.runner.Resume()
		pass(time.Minute)
		w.stop()
		<-w.out
		if w.row.Progress().Position != processortest.At(3) {
			t.Errorf("at %v, want 3", w.row.Progress().Position)
		}
	})
}

// Broken by: end that does not wait; LeaseLost that is handed on first.
func TestALostLeaseEndsTheWindowUnderWayFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		p := &lostLast{book: &book}
		w := tenant(t, processor.Window(processor.WindowPolicy{Records: 1})(func(processor.Shard) processor.RecordProcessor { return p }), processortest.Numbered(2))
		pass(time.Minute)
		w.lose()
		out := <-w.out
		same(t, "calls", book.all(), []string{"returned: " + processortest.ErrLost.Error(), "LeaseLost"})
		if out.How != processor.LeaseLost || w.row.Late() != 0 {
			t.Errorf("%v, %d late writes", out.How, w.row.Late())
		}
	})
}

// Broken by: ShutdownRequested that does not cancel.
func TestAStopHandsOnWhatWasGatheredThenAsksToShutDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		p := &lostLast{book: &book}
		w := tenant(t, processor.Window(processor.WindowPolicy{Wait: time.Hour})(func(processor.Shard) processor.RecordProcessor { return p }), processortest.Numbered(2))
		pass(time.Minute)
		w.stop()
		pass(time.Minute)
		w.cancel(errors.New("time is up"))
		out := <-w.out
		same(t, "calls", book.all(), []string{"returned: time is up", "ShutdownRequested", "LeaseLost"})
		if out.How != processor.Stopped || w.row.Progress().Position.IsSequence() {
			t.Errorf("%v at %v, want stopped before the first record", out.How, w.row.Progress().Position)
		}
	})
}

// Parallel within a window takes over what it gets: the window must not say that it is done.
// Broken by: settle that acknowledges what was taken over.
func TestAWindowLeavesWhatIsTakenOverToItsTaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parallel := processor.Parallel(2, processor.ByPartitionKey, func(context.Context, *processor.Record) error {
			time.Sleep(time.Minute)
			return nil
		})
		w := tenant(t, processor.Window(processor.WindowPolicy{Records: 2})(parallel), keyed("a1", "b2", "a3", "b4"))
		pass(90 * time.Second)
		if got := w.row.Progress().Position; got != processortest.At(2) {
			t.Errorf("stored %v, want 2: the others run", got)
		}
		w.stop()
		<-w.out
		if got := w.row.Progress().Position; got != processortest.At(4) {
			t.Errorf("stored %v, want 4", got)
		}
	})
}

// lostLast hangs in ProcessRecords until its context ends.
type lostLast struct {
	processor.Defaults
	book *notebook
}

func (p *lostLast) ProcessRecords(ctx context.Context, _ *processor.Batch) error {
	<-ctx.Done()
	time.Sleep(time.Second)
	p.book.note("returned: " + context.Cause(ctx).Error())
	return context.Cause(ctx)
}

func (p *lostLast) ShutdownRequested(context.Context, *processor.Stop) error {
	p.book.note("ShutdownRequested")
	return nil
}

func (p *lostLast) LeaseLost(context.Context, *processor.Lost) { p.book.note("LeaseLost") }
