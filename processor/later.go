package processor

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Records that are done after ProcessRecords returned: what Parallel and Window need, and any
// processor that works on several batches at once.

// A Later takes over the records of a batch. What is taken over does not come again in this tenure,
// whatever happens to it, so who took it over also tries again what fails.
//
// Records that are taken over stay as they are until they are done, also where pages are used again: their
// page is left to the garbage collector then.
//
// ShutdownRequested and ShardEnded come while records are outstanding: drain them there, as far as the
// context goes. LeaseLost comes when it is of no use to go on. ShardEnded is repeated until all is
// done.
type Later struct{ tenure *tenure }

// Later takes the records of b over: if ProcessRecords returns nil they are accepted, and done only
// when Done says so; with FailedAt those before that place are. It may be called on a copy of the batch
// that has some of its records.
func (b *Batch) Later() *Later {
	if b.handed == nil {
		return new(Later)
	}
	b.handed.later.Store(true)
	return &Later{b.handed.tenure}
}

// Done says that everything up to at is done: of all that was taken over, in this batch and before.
// The position that is stored follows as with any batch: at most once in a CheckpointInterval, and at
// the end. With checkpoints by hand it does not move. It may be called from any goroutine; an earlier
// place than before says nothing. The error says that the tenure is over, or that at was never
// delivered.
func (l *Later) Done(at checkpoint.Position) error {
	if l.tenure == nil {
		return nil
	}
	if err := l.tenure.ack(at); err != nil {
		return fmt.Errorf("processor: records of %s up to %v are done: %w", l.tenure.shard.ID, at, err)
	}
	return nil
}

// watch has ask asked after each page that brings nothing: whoever takes records over has nobody to return
// an error to then. What it answers is obeyed as an error of ProcessRecords is; after a Resume it is asked
// with resumed.
func (l *Later) watch(ask func(resumed bool) error) {
	if l.tenure == nil {
		return
	}
	l.tenure.mu.Lock()
	defer l.tenure.mu.Unlock()
	l.tenure.mu.ask = ask
}

// asked is the answer, nil without anyone who watches.
func (t *tenure) asked(resumed bool) error {
	t.mu.Lock()
	ask := t.mu.ask
	t.mu.Unlock()
	if ask == nil {
		return nil
	}
	return ask(resumed)
}

// A handed batch is the runner's side of one.
type handed struct {
	tenure *tenure
	later  atomic.Bool // its records are taken over
}

// A segment is what one call of ProcessRecords accepted while something before it, or itself, was
// outstanding.
type segment struct {
	last checkpoint.Position
	done bool
}

// accept notes that records up to last were taken over, or, done, that they are done though something
// before them is not.
func (l *ledger) accept(last checkpoint.Position, done bool) {
	if n := len(l.segments); n > 0 && l.segments[n-1].done && done {
		l.segments[n-1].last = last
		return
	}
	l.segments = append(l.segments, segment{last, done})
}

// outstanding tells whether something that was delivered is neither done nor to be delivered again.
func (l *ledger) outstanding() bool { return len(l.segments) > 0 }

// accepted is the last record that needs no delivery any more.
func (l *ledger) accepted() checkpoint.Position {
	if n := len(l.segments); n > 0 {
		return l.segments[n-1].last
	}
	return l.finished
}

// ack notes that all that was taken over up to at is done, and tells whether progress changed. It may
// come before the call that accepts it has returned.
func (l *ledger) ack(at checkpoint.Position) bool {
	l.acked = later(l.acked, at)
	for len(l.segments) > 0 && (l.segments[0].done || !l.acked.Before(l.segments[0].last)) {
		l.finished = l.segments[0].last
		l.segments = l.segments[1:]
	}
	if len(l.segments) > 0 {
		l.finished = later(l.finished, l.acked)
	} else {
		l.segments = nil
	}
	if l.byHand {
		return l.settle(l.progress.Position)
	}
	return l.settle(l.finished)
}

// ack notes that all that was taken over up to at is done.
func (t *tenure) ack(at checkpoint.Position) error {
	at = at.Clone()
	refused := t.mayAck(at)
	if refused == nil {
		t.change(func(l *ledger) bool { return l.ack(at) })
	}
	return refused
}

func (t *tenure) mayAck(at checkpoint.Position) error {
	if err := t.closedOrLost(); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mu.delivered.Before(at) {
		return fmt.Errorf("%w: delivered is only up to %v", ErrOutOfRange, t.mu.delivered)
	}
	return nil
}

// takeOver notes that records were taken over, up to last; when all of them are done, everything that
// arrived until then is.
func (t *tenure) takeOver(last checkpoint.Position, then time.Time) {
	t.change(func(l *ledger) bool {
		l.accept(last, false)
		l.note(mark{last, then})
		return l.ack(l.acked)
	})
}

func (t *tenure) outstanding() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mu.outstanding()
}
