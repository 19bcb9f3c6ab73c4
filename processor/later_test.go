package processor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// What is taken over and done later, story by story; the law is in later_law_test.go.

// taker takes every batch over and keeps the word of the last one.
func taker(later **processor.Later) *scripted {
	return &scripted{process: func(_ context.Context, b *processor.Batch) error {
		*later = b.Later()
		return nil
	}}
}

// stands is what the row says.
func (r *running) stands(t *testing.T, at int) {
	t.Helper()
	synctest.Wait()
	if got := r.row.Progress().Position; got != processortest.At(at) {
		t.Errorf("stored is %v, want %d", got, at)
	}
}

// Broken by: process that accounts for a batch that was taken over; ack that never moves the position.
func TestTheStoredPlaceFollowsWhatIsDoneLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var later *processor.Later
		r := start(t, taker(&later).factory(), processortest.Paged(processortest.Numbered(6), 2)...)
		pass(time.Second)
		if r.row.Progress().Position.IsSequence() {
			t.Errorf("stored is %v before anything was done", r.row.Progress().Position)
		}
		for _, step := range []struct{ done, stored int }{{1, 1}, {4, 4}, {3, 4}, {4, 4}, {5, 5}, {6, 6}} {
			if err := later.Done(processortest.At(step.done)); err != nil {
				t.Errorf("Done(%d): %v", step.done, err)
			}
			r.stands(t, step.stored)
		}
		if got, want := r.row.Progress().Done, processortest.Start.Add(5*time.Second); !got.Equal(want) {
			t.Errorf("done until %v, want %v, as the last page says", got, want)
		}
		r.end()
	})
}

// Broken by: finish that settles while something is outstanding.
func TestWhatIsDoneAtOnceWaitsForWhatIsOutstandingBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var later *processor.Later
		p := &scripted{process: func(_ context.Context, b *processor.Batch) error {
			if later == nil {
				later = b.Later()
			}
			return nil
		}}
		r := start(t, p.factory(), processortest.Paged(processortest.Numbered(6), 2)...) // 1 and 2 are taken over
		pass(time.Second)
		r.stands(t, -1)
		_ = later.Done(processortest.At(1))
		r.stands(t, 1)
		_ = later.Done(processortest.At(2))
		r.stands(t, 6)
		r.end()
	})
}

// Broken by: takeOver that forgets what was acked before; ack in which a word takes back a later one.
func TestTheWordMayComeBeforeTheCallReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &scripted{process: func(_ context.Context, b *processor.Batch) error {
			later := b.Later()
			return errors.Join(later.Done(b.Records[1].Position), later.Done(b.Records[0].Position))
		}}
		r := start(t, p.factory(), processortest.Paged(processortest.Numbered(3), 3)...)
		pass(time.Second)
		r.stands(t, 2)
		r.end()
	})
}

// Broken by: endShard without its look at outstanding.
func TestTheEndOfAShardIsRepeatedUntilAllIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var later *processor.Later
		ends := 0
		p := taker(&later)
		p.end = func(context.Context) error {
			if ends++; ends > 3 {
				return later.Done(processortest.At(2))
			}
			return nil
		}
		r := start(t, p.factory(), processor.Page{Records: processortest.Numbered(2), End: true})
		out := <-r.ended
		if out.How != processor.Ended || ends != 4 || r.told("call failed") != 3 {
			t.Errorf("%v after %d calls of ShardEnded, %d failed; want ended after 4, 3 of which failed", out.How, ends, r.told("call failed"))
		}
	})
}

// Broken by: mayAck that asks nothing.
func TestAWordThatCannotBeTrueIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var later *processor.Later
		r := start(t, taker(&later).factory(), processortest.Paged(processortest.Numbered(2), 2)...)
		pass(time.Second)
		if err := later.Done(processortest.At(3)); !errors.Is(err, processor.ErrOutOfRange) {
			t.Errorf("Done of what was never delivered: %v, want ErrOutOfRange", err)
		}
		r.end()
		if err := later.Done(processortest.At(2)); !errors.Is(err, processor.ErrStopped) {
			t.Errorf("Done after the tenure: %v, want ErrStopped", err)
		}
		if r.row.Late() != 0 || r.row.Progress().Position.IsSequence() {
			t.Errorf("stored %v, %d writes after the end; want none", r.row.Progress().Position, r.row.Late())
		}
	})
}

// Broken by: ack that settles whatever the mode.
func TestByHandOnlyCheckpointsMoveTheStoredPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var later *processor.Later
		var by *processor.Checkpointer
		p := &scripted{process: func(_ context.Context, b *processor.Batch) error {
			later, by = b.Later(), b.Checkpointer
			return nil
		}}
		row := processortest.NewRow(checkpoint.Progress{})
		stopping := make(chan struct{})
		runner := &processor.Runner{New: p.factory(), Source: &processortest.Source{Pages: processortest.Paged(processortest.Numbered(2), 2)},
			Committer: row, Held: row.Held, Finish: row.Finish, Manual: true}
		ended := make(chan processor.Outcome)
		go func() { ended <- runner.Run(t.Context(), stopping, nil) }()
		pass(time.Second)
		if err := later.Done(processortest.At(2)); err != nil || row.Progress().Position.IsSequence() {
			t.Errorf("%v, stored %v; want nothing stored", err, row.Progress().Position)
		}
		if err := by.CheckpointAt(t.Context(), processortest.At(1)); err != nil || row.Progress().Position != processortest.At(1) {
			t.Errorf("%v, stored %v; want 1", err, row.Progress().Position)
		}
		close(stopping)
		<-ended
	})
}

func TestWithoutARunnerThereIsNothingToTell(t *testing.T) {
	b := &processor.Batch{Records: processortest.Numbered(1)}
	if err := b.Later().Done(processortest.At(1)); err != nil {
		t.Errorf("Done: %v, want nil", err)
	}
}

// Broken by: process that accounts for what FailedAt leaves behind it, though the batch was taken over.
func TestWhatWasTakenOverBeforeAFailureIsNotDoneYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var later *processor.Later
		p := &scripted{process: func(_ context.Context, b *processor.Batch) error {
			if b.Attempt > 1 {
				return processor.RetryAfter(errSick, time.Hour)
			}
			later = b.Later()
			return processor.FailedAt(b.Records[2].Position, processor.ErrStopped)
		}}
		r := start(t, p.factory(), processortest.Paged(processortest.Numbered(4), 4)...)
		pass(time.Second)
		if p := r.row.Progress().Position; p.IsSequence() {
			t.Errorf("stored %v with nothing done", p)
		}
		_ = later.Done(processortest.At(2))
		r.stands(t, 2)
		r.end()
	})
}
