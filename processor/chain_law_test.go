package processor_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// The promise of all adapters together: in whatever order they stand around user code that does anything,
// records come in order, none is skipped, and nothing is stored that is not done.

// A clerk is an office that also gives records up.
type clerk struct{ *office }

func (c clerk) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	c.mu.Lock()
	kind, first := "do", c.accepted
	if len(c.steps) > 0 {
		kind = c.steps[0].kind
	}
	c.mu.Unlock()
	if kind != "final at" {
		return c.office.ProcessRecords(ctx, b)
	}
	s, _ := c.next(b)
	n := s.at % len(b.Records)
	c.finished(first, n)
	return processor.Final(processor.FailedAt(b.Records[n].Position, errSick))
}

// Put makes it a sink that fails now and then; what it has is done.
func (c clerk) Put(_ context.Context, l *processor.Letter) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.must(l.Record.Position == processortest.At(c.accepted+1), "gave up %v behind %d", l.Record.Position, c.accepted)
	if len(c.steps)%3 == 1 {
		c.steps = c.steps[1:]
		return errSick
	}
	c.done[c.accepted] = true
	c.accepted++
	return nil
}

// Broken by: hand without takeOver; DeadLetter that goes on when the sink failed, or behind the wrong
// record; isolate that skips what is left of a half; bisecting that loses the rest behind its suspect.
func TestAdaptersInAnyOrderStoreNothingAboveTheLowestUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages, total := drawPages(t)
		kinds := rapid.SampledFrom([]string{"take", "take a part", "do", "fail", "fail", "fail at", "final at", "take and fail", "stop", "lose"})
		ms := rapid.SampledFrom([]int{0, 0, 1, 50, 700, 5000})
		c := clerk{&office{row: processortest.NewRow(checkpoint.Progress{}), done: make([]bool, total), patience: ms.Draw(t, "patience")}}
		c.steps = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
			return step{kinds.Draw(t, "kind"), rapid.IntRange(0, 9).Draw(t, "at"), ms.Draw(t, "within"), rapid.SliceOfN(ms, 1, 6).Draw(t, "delays")}
		}), 0, 20).Draw(t, "steps")
		adapters := rapid.Permutation([]func(processor.Factory) processor.Factory{
			processor.Bisect(), processor.DeadLetter(c), processor.Retry(processor.RetryPolicy{}), processor.Deadline(time.Hour),
			processor.Filter(func(*processor.Record) bool { return true }),
		}).Draw(t, "adapters")
		f := processor.Chain(func(processor.Shard) processor.RecordProcessor { return c }, adapters...)
		rapid.SyncTest(t, func(t *rapid.T) { c.run(t, pages, processor.Chain(f, processor.DeadLetter(c))) })
	})
}
