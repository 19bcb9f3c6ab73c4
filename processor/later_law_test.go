package processor_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// The promise of Later as a law: whatever is taken over, however late and in whatever order it is done, and
// whatever fails in between, nothing above the lowest record that is not done is ever stored.

// A step is what user code does with one batch.
type step struct {
	kind   string // as in TestNothingAboveTheLowestUndoneIsStored
	at     int    // the record that fails
	within int    // ms that the call takes
	delays []int  // ms until records that were taken over are done, in turn
}

// An office takes records over and is done with them at any time.
type office struct {
	processor.Defaults
	row      *processortest.Row
	byHand   bool
	steps    []step
	stop     func()
	lose     func()
	patience int // ms that ShardEnded waits
	working  sync.WaitGroup

	mu       sync.Mutex
	done     []bool // by record
	accepted int    // records that need no delivery any more
	later    *processor.Later
	wrong    []string
}

func (o *office) must(holds bool, format string, args ...any) {
	if !holds {
		o.wrong = append(o.wrong, fmt.Sprintf(format, args...))
	}
}

// prefix is the naive model: the records from the first that are done without a gap.
func (o *office) prefix() int {
	for i, done := range o.done {
		if !done {
			return i
		}
	}
	return len(o.done)
}

// check holds what is to be stored against the model.
func (o *office) check(p checkpoint.Progress) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.prefix()
	switch {
	case p.Position.IsShardEnd():
		o.must(n == len(o.done), "SHARD_END with %d of %d done", n, len(o.done))
	case p.Position.IsSequence():
		o.must(!processortest.At(n).Before(p.Position), "stored %v with all done up to %d", p.Position, n)
		o.must(!o.byHand, "stored %v by itself", p.Position)
	}
	o.must(n == len(o.done) || p.Done.Before(arrival(n)), "done until %v with all done up to %d", p.Done, n)
}

func (o *office) Save(p checkpoint.Progress) {
	o.check(p)
	o.row.Save(p)
}

func (o *office) Commit(ctx context.Context, p checkpoint.Progress) error {
	o.check(p)
	return o.row.Commit(ctx, p)
}

func (o *office) finish(out processor.Outcome) error {
	o.check(out.Progress)
	return o.row.Finish(out)
}

func (o *office) ProcessRecords(_ context.Context, b *processor.Batch) error {
	s, first := o.next(b)
	time.Sleep(time.Duration(s.within) * time.Millisecond)
	n := s.at % len(b.Records)
	switch s.kind {
	case "fail":
		return errSick
	case "fail at":
		o.finished(first, n)
		return processor.FailedAt(b.Records[n].Position, errSick)
	case "take":
		o.take(b, first, s)
		return nil
	case "take a part":
		if part := *b; n > 0 {
			part.Records = b.Records[:n]
			o.take(&part, first, s)
		}
		return processor.FailedAt(b.Records[n].Position, errSick)
	case "take and fail": // it did not take over then
		b.Later()
		return errSick
	case "stop":
		o.stop()
	case "lose":
		o.lose()
	}
	o.finished(first, len(b.Records))
	return nil
}

// next is the step for b, and the number of its first record.
func (o *office) next(b *processor.Batch) (step, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, r := range b.Records {
		o.must(r.Position == processortest.At(o.accepted+i+1), "delivered %v as %d behind %d", r.Position, i+1, o.accepted)
	}
	s := step{kind: "do"}
	if len(o.steps) > 0 {
		s, o.steps = o.steps[0], o.steps[1:]
	}
	return s, o.accepted
}

// finished notes that n records from first are done when the call returns.
func (o *office) finished(first, n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range n {
		o.done[first+i] = true
	}
	o.accepted = first + n
}

// take has each record done after a time of its own, which may be before the call returns.
func (o *office) take(b *processor.Batch, first int, s step) {
	later := b.Later()
	o.mu.Lock()
	o.later, o.accepted = later, first+len(b.Records)
	o.mu.Unlock()
	for i := range b.Records {
		o.working.Go(func() { o.doneAfter(later, first+i, s.delays[i%len(s.delays)]) })
	}
	time.Sleep(time.Duration(s.within) * time.Millisecond)
}

func (o *office) doneAfter(later *processor.Later, record, ms int) {
	time.Sleep(time.Duration(ms) * time.Millisecond)
	o.mu.Lock()
	o.done[record] = true
	n := o.prefix()
	o.mu.Unlock()
	if n == 0 {
		return
	}
	if err := later.Done(processortest.At(n)); err != nil && o.row.Held() == nil {
		o.mu.Lock()
		o.must(false, "Done(%d): %v", n, err)
		o.mu.Unlock()
	}
}

func (o *office) ShardEnded(ctx context.Context, in *processor.End) error {
	time.Sleep(time.Duration(o.patience) * time.Millisecond)
	if o.byHand {
		o.mu.Lock()
		all := o.prefix() == len(o.done)
		o.mu.Unlock()
		if all {
			return in.Checkpointer.Checkpoint(ctx)
		}
	}
	return nil
}

// Broken by: process that accounts for a batch that was taken over, or for a part of one; finish that settles while something is
// outstanding; ack that pops a segment of which only a part is done; idle that settles then; endShard
// without its look at outstanding; floor without what was accepted.
func TestNothingAboveTheLowestUndoneIsStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages, total := drawPages(t)
		kinds := rapid.SampledFrom([]string{"take", "take", "take a part", "do", "fail", "fail at", "take and fail", "stop", "lose"})
		ms := rapid.SampledFrom([]int{0, 0, 1, 50, 700, 5000})
		o := &office{row: processortest.NewRow(checkpoint.Progress{}), done: make([]bool, total),
			byHand: rapid.Bool().Draw(t, "by hand"), patience: ms.Draw(t, "patience")}
		o.steps = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
			return step{kinds.Draw(t, "kind"), rapid.IntRange(0, 9).Draw(t, "at"), ms.Draw(t, "within"), rapid.SliceOfN(ms, 1, 6).Draw(t, "delays")}
		}), 0, 12).Draw(t, "steps")
		rapid.SyncTest(t, func(t *rapid.T) {
			o.run(t, pages, func(processor.Shard) processor.RecordProcessor { return o })
		})
	})
}

func (o *office) run(t *rapid.T, pages []processor.Page, f processor.Factory) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	stopping := make(chan struct{})
	o.stop = sync.OnceFunc(func() { close(stopping) })
	o.lose = func() {
		o.row.Lose(processortest.ErrLost)
		cancel(processortest.ErrLost)
	}
	r := &processor.Runner{
		New:    f,
		Source: &processortest.Source{Pages: pages}, Committer: o, Held: o.row.Held, Finish: o.finish, Manual: o.byHand,
	}
	out := r.Run(ctx, stopping, nil)
	late := o.row.Late()
	o.working.Wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	// A word may cross the loss of the lease; the row refuses what is written then.
	o.must(late == 0 || out.How == processor.LeaseLost, "a write after the last one")
	o.must(o.row.Late() == late, "a write after the end of the tenure")
	o.must(out.How != processor.Ended || o.prefix() == len(o.done), "ended with %d of %d done", o.prefix(), len(o.done))
	history := o.row.History()
	for i := 1; i < len(history); i++ {
		o.must(!history[i].Position.Before(history[i-1].Position), "a position that went back")
	}
	if len(o.wrong) > 0 {
		t.Fatalf("%q", o.wrong)
	}
}
