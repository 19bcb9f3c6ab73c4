package processor_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// The promise as a law: over random pages, and user code that does anything, records come in order,
// none is skipped, and nothing is stored that user code did not finish.

// A move is what user code, or the world around it, does during one call of ProcessRecords.
type move struct {
	kind string // as in kinds below
	at   int    // the record of the batch that it is about
	fail bool   // checkpoint: return an error afterwards
}

// A world is user code under test, and what is known to be true of it.
type world struct {
	row    *processortest.Row
	total  int
	done   int // records that user code finished, by its own word
	wrong  []string
	moves  []move
	stop   func()
	lose   func()
	names  []string
	manual bool
}

func (w *world) must(holds bool, what string) {
	if !holds {
		w.wrong = append(w.wrong, what)
	}
}

// Save, Commit and finish pass on to the row what may be there.
func (w *world) Save(p checkpoint.Progress) {
	w.check(p)
	w.row.Save(p)
}

func (w *world) Commit(ctx context.Context, p checkpoint.Progress) error {
	w.check(p)
	return w.row.Commit(ctx, p)
}

func (w *world) finish(o processor.Outcome) error {
	if o.How == processor.Ended {
		w.must(w.done == w.total, "SHARD_END with records that are not done")
	} else {
		w.check(o.Progress)
	}
	return w.row.Finish(o)
}

func (w *world) check(p checkpoint.Progress) {
	w.must(!processortest.At(w.done).Before(p.Position) || !p.Position.IsSequence(), "a position beyond what is done")
	if w.done < w.total {
		w.must(p.Done.Before(arrival(w.done)), "a time beyond what is done")
	}
}

func (w *world) Initialize(context.Context, *processor.Start) error {
	w.names = append(w.names, "Initialize")
	return nil
}

func (w *world) ShutdownRequested(ctx context.Context, in *processor.Stop) error {
	w.names = append(w.names, "ShutdownRequested")
	_ = in.Checkpointer.Checkpoint(ctx) // may store what is done, and not more
	return nil
}

func (w *world) ShardEnded(ctx context.Context, in *processor.End) error {
	w.names = append(w.names, "ShardEnded")
	return in.Checkpointer.Checkpoint(ctx)
}

func (w *world) LeaseLost(context.Context, *processor.Lost) { w.names = append(w.names, "LeaseLost") }

func (w *world) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	w.names = append(w.names, "ProcessRecords")
	w.must(w.row.Held() == nil, "a delivery without a lease")
	for i, r := range b.Records {
		w.must(r.Position == processortest.At(w.done+i+1), "a batch that does not begin at the first record that is not done")
	}
	if len(w.moves) == 0 {
		w.done += len(b.Records)
		return nil
	}
	m := w.moves[0]
	w.moves = w.moves[1:]
	at := m.at % len(b.Records)
	switch m.kind {
	case "error":
		return errSick
	case "panic":
		panic("poison")
	case "failed at":
		w.done += at
		return processor.FailedAt(b.Records[at].Position, errSick)
	case "failed elsewhere":
		return processor.FailedAt(processortest.At(w.total+m.at+1), errSick)
	case "checkpoint":
		return w.checkpoint(ctx, b, at, m.fail)
	case "prepare":
		_, _ = b.Checkpointer.Prepare(ctx, []byte("x"))
		return errSick
	case "stop":
		w.stop()
		return errSick
	case "lose":
		w.lose()
	}
	w.done += len(b.Records)
	return nil
}

func (w *world) checkpoint(ctx context.Context, b *processor.Batch, at int, fail bool) error {
	before := w.done
	w.done += at + 1
	if err := b.Checkpointer.CheckpointAt(ctx, b.Records[at].Position); err != nil {
		w.must(w.row.Held() != nil, "a checkpoint in range that fails: "+err.Error())
	}
	if fail {
		return errSick
	}
	w.done = before + len(b.Records)
	return nil
}

// Broken by: doneOf that answers len(records) for any error; indexOf that answers len(records) for
// a place that is not there; read without behind; floor without the checkpoints by hand; account
// that saves page.Done when a part is done; process without its look at isLost; shutDown with a
// checkpointer up to what was delivered.
func TestNothingIsSkippedAndNothingIsStoredThatIsNotDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages, total := drawPages(t)
		kinds := rapid.SampledFrom([]string{"ok", "ok", "error", "panic", "failed at", "failed elsewhere", "checkpoint", "prepare", "stop", "lose"})
		moves := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) move {
			return move{kinds.Draw(t, "kind"), rapid.IntRange(0, 9).Draw(t, "at"), rapid.Bool().Draw(t, "fail")}
		}), 0, 12).Draw(t, "moves")
		manual := rapid.Bool().Draw(t, "manual")
		rapid.SyncTest(t, func(t *rapid.T) { runWorld(t, pages, total, moves, manual) })
	})
}

// drawPages cuts a shard into pages: empty ones and ones that bring again what was read too.
func drawPages(t *rapid.T) (pages []processor.Page, total int) {
	total = rapid.IntRange(0, 20).Draw(t, "records")
	all := processortest.Numbered(total)
	for read := 0; read < total; {
		again := rapid.IntRange(0, min(read, 3)).Draw(t, "again")
		n := rapid.IntRange(0, min(total-read, 6)).Draw(t, "size")
		page := processor.Page{Records: all[read-again : read+n]}
		if read += n; read > 0 {
			page.Done = all[read-1].Arrived
		}
		pages = append(pages, page)
	}
	return append(pages, processor.Page{End: true}), total
}

func runWorld(t *rapid.T, pages []processor.Page, total int, moves []move, manual bool) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	stopping := make(chan struct{})
	w := &world{row: processortest.NewRow(checkpoint.Progress{}), total: total, moves: moves, manual: manual}
	w.stop = func() {
		select {
		case <-stopping:
		default:
			close(stopping)
		}
	}
	w.lose = func() {
		w.row.Lose(processortest.ErrLost)
		cancel(processortest.ErrLost)
	}
	r := &processor.Runner{
		New:    func(processor.Shard) processor.RecordProcessor { return w },
		Source: &processortest.Source{Pages: pages}, Committer: w, Held: w.row.Held, Finish: w.finish, Manual: manual,
	}
	out := r.Run(ctx, stopping, nil)
	synctest.Wait()
	w.judge(out)
	if len(w.wrong) > 0 {
		t.Fatalf("%v\ncalls: %v", w.wrong, w.names)
	}
}

func (w *world) judge(out processor.Outcome) {
	history := w.row.History()
	for i := 1; i < len(history); i++ {
		w.must(!history[i].Position.Before(history[i-1].Position), "a position that went back")
		w.must(!history[i].Done.Before(history[i-1].Done), "a time that went back")
	}
	w.must(w.row.Late() == 0, "a write after the end")
	w.must((out.How == processor.LeaseLost) == errors.Is(w.row.Held(), processortest.ErrLost), "an outcome that is not so")
	if !w.manual && out.How == processor.Stopped {
		w.must(w.done == 0 || w.row.Progress().Position == processortest.At(w.done), "done at a stop, and not stored")
	}
	last := w.names[len(w.names)-1]
	lost := len(slices.DeleteFunc(slices.Clone(w.names), func(n string) bool { return n != "LeaseLost" }))
	if out.How == processor.Ended {
		w.must(last == "ShardEnded" && lost == 0, "an ended shard that lost its lease")
		return
	}
	w.must(last == "LeaseLost" && lost == 1, "LeaseLost that is not the last call, once")
	if out.How == processor.Stopped {
		w.must(w.names[len(w.names)-2] == "ShutdownRequested", "a stop without ShutdownRequested")
	}
}

func arrival(i int) time.Time { return processortest.Start.Add(time.Duration(i) * time.Second) }
