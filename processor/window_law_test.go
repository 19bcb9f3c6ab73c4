package processor_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// The laws of Window against a count of what is done.

// A hall is user code behind a window, and what is wrong with what it gets.
type hall struct {
	processor.Defaults
	row    *processortest.Row
	total  int
	policy processor.WindowPolicy
	moves  []move

	mu     sync.Mutex
	done   int
	inside bool
	over   bool
	failed bool // the last call
	closed bool // ShutdownRequested or ShardEnded came
	wrong  []string
}

func (h *hall) must(holds bool, what string, args ...any) {
	if !holds {
		h.wrong = append(h.wrong, fmt.Sprintf(what, args...))
	}
}

func (h *hall) enter(b *processor.Batch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.must(!h.over && !h.closed, "a batch when no more are to come")
	h.must(!h.inside, "two calls at once")
	h.must(len(b.Records) <= h.policy.Records, "%d records, want %d at most", len(b.Records), h.policy.Records)
	for i, r := range b.Records {
		h.must(r.Position == processortest.At(h.done+i+1), "a batch that does not begin at the first record that is not done")
	}
	h.must((b.Attempt > 1) == h.failed, "attempt %d, and the last call failed: %t", b.Attempt, h.failed)
	h.inside = true
}

func (h *hall) leave(n int, failed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.must(!h.over, "a call that runs after the tenure")
	h.inside, h.failed = false, failed
	h.done += n
}

func (h *hall) ProcessRecords(ctx context.Context, b *processor.Batch) (err error) {
	h.enter(b)
	n := 0
	defer func() { h.leave(n, n < len(b.Records)) }()
	m := move{}
	if len(h.moves) > 0 {
		m, h.moves = h.moves[0], h.moves[1:]
	}
	select {
	case <-time.After(time.Duration(m.at) * 100 * time.Millisecond):
	case <-ctx.Done():
		time.Sleep(time.Second)
		return context.Cause(ctx)
	}
	switch m.kind {
	case "error":
		return errSick
	case "panic":
		panic("poison")
	case "failed at":
		n = m.at % len(b.Records)
		return processor.FailedAt(b.Records[n].Position, errSick)
	}
	n = len(b.Records)
	return nil
}

func (h *hall) ShutdownRequested(context.Context, *processor.Stop) error { return h.close("stop") }

func (h *hall) ShardEnded(context.Context, *processor.End) error {
	h.mu.Lock()
	h.must(h.done == h.total, "the end with %d of %d done", h.done, h.total)
	h.mu.Unlock()
	return h.close("end")
}

func (h *hall) close(what string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.must(!h.inside, "%s during a call", what)
	h.closed = true
	return nil
}

func (h *hall) check(p checkpoint.Progress) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.must(!p.Position.IsSequence() || !processortest.At(h.done).Before(p.Position), "stored %v with %d done", p.Position, h.done)
}

func (h *hall) Save(p checkpoint.Progress) { h.check(p); h.row.Save(p) }

func (h *hall) Commit(ctx context.Context, p checkpoint.Progress) error {
	h.check(p)
	return h.row.Commit(ctx, p)
}

// Broken by: next that calls without waiting for the last call; cut that takes more than the policy says;
// settle that counts all as done after FailedAt; end that does not wait;
// ShutdownRequested that asks the processor within first.
func TestLawsOfWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moves := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) move {
			kind := rapid.SampledFrom([]string{"ok", "ok", "error", "panic", "failed at"}).Draw(t, "kind")
			return move{kind: kind, at: rapid.IntRange(0, 9).Draw(t, "at")}
		}), 0, 12).Draw(t, "moves")
		h := &hall{
			row: processortest.NewRow(checkpoint.Progress{}), total: rapid.IntRange(0, 25).Draw(t, "records"), moves: moves,
			policy: processor.WindowPolicy{Records: rapid.IntRange(1, 8).Draw(t, "window"), Wait: time.Duration(rapid.IntRange(1, 10).Draw(t, "wait")) * 100 * time.Millisecond},
		}
		size, end := rapid.IntRange(1, 10).Draw(t, "page"), rapid.SampledFrom([]string{"end", "stop", "lose", "time"}).Draw(t, "end")
		after := time.Duration(rapid.IntRange(0, 3000).Draw(t, "after")) * time.Millisecond
		rapid.SyncTest(t, func(t *rapid.T) { h.run(t, size, end, after) })
	})
}

func (h *hall) run(t *rapid.T, size int, end string, after time.Duration) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	stopping := make(chan struct{})
	source := &processortest.Source{Pages: append(processortest.Paged(processortest.Numbered(h.total), size), processor.Page{End: true})}
	source.Before = func(int) { time.Sleep(150 * time.Millisecond) }
	r := &processor.Runner{
		New:    processor.Window(h.policy)(func(processor.Shard) processor.RecordProcessor { return h }),
		Source: source, Committer: h, Held: h.row.Held, Finish: h.row.Finish,
	}
	out := make(chan processor.Outcome, 1)
	go func() { out <- r.Run(ctx, stopping, nil) }()
	if time.Sleep(after); end == "stop" || end == "time" {
		close(stopping)
	}
	if end == "time" {
		time.Sleep(200 * time.Millisecond)
		cancel(errors.New("time is up"))
	}
	if end == "lose" {
		h.row.Lose(processortest.ErrLost)
		cancel(processortest.ErrLost)
	}
	how := (<-out).How
	h.mu.Lock()
	h.over = true
	h.must(end != "end" || how == processor.Ended, "%v, want ended", how)
	h.must(h.row.Late() == 0, "a write after the end")
	if how == processor.Stopped && h.done > 0 {
		h.must(h.row.Progress().Position == processortest.At(h.done), "stopped at %v with %d done", h.row.Progress().Position, h.done)
	}
	h.mu.Unlock()
	time.Sleep(time.Hour)
	synctest.Wait()
	if len(h.wrong) > 0 {
		t.Fatalf("%v", h.wrong)
	}
}
