package processor

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A tenure is the ledger, shared by the runner and whoever in user code holds a Checkpointer, and
// the way from it to the Committer. The Committer is told one thing at a time, always the newest:
// what is told later is never older, so a position cannot move back on its way, and a prepared
// checkpoint cannot be wiped by a progress that was worked out before it.
type tenure struct {
	shard     Shard
	committer Committer
	held      func() error // why the lease may not be relied on; nil: it may
	observe   func(Event)
	turn      chan struct{} // holds its one token while nobody talks to the Committer

	mu struct {
		sync.Mutex
		ledger
		changes      int                      // of progress
		stored       int                      // changes that a Commit is known to have stored
		unsaved      bool                     // a Save came while somebody talked: it is made up for
		over         error                    // why no checkpoint is taken any more
		end          bool                     // ShardEnded was called
		acknowledged bool                     // and the end was checkpointed
		stirred      time.Time                // when what was taken over last moved on, or began
		ask          func(resumed bool) error // see Later.watch
	}
}

func newTenure(r *Runner, held func() error) *tenure {
	t := &tenure{shard: r.Shard, committer: r.Committer, held: held, observe: r.observe, turn: make(chan struct{}, 1)}
	t.mu.ledger = open(checkpoint.Progress{Position: r.Position, Done: r.Done, Pending: clonePending(r.Pending)}, r.Manual)
	t.turn <- struct{}{}
	return t
}

func (t *tenure) floor() checkpoint.Position {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mu.floor()
}

func (t *tenure) finished() checkpoint.Position {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mu.finished
}

func (t *tenure) progress() checkpoint.Progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mu.progress
}

// waits is since when nothing of what was taken over was done, zero if nothing is outstanding.
func (t *tenure) waits() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.mu.outstanding() {
		return time.Time{}
	}
	return t.mu.stirred
}

func (t *tenure) deliver(at checkpoint.Position) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mu.deliver(at)
}

func (t *tenure) beginEnd() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mu.end = true
}

func (t *tenure) acknowledged() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mu.acknowledged
}

// closedOrLost says why no checkpoint is taken: the tenure is over, and how it ended is the better
// answer then, or the lease may not be relied on.
func (t *tenure) closedOrLost() error {
	t.mu.Lock()
	over := t.mu.over
	t.mu.Unlock()
	if over != nil {
		return over
	}
	return t.held()
}

// finish notes that ProcessRecords is done up to at, and saves what follows from it. It does not
// wait: who talks to the Committer meanwhile saves this too.
func (t *tenure) finish(at checkpoint.Position, then time.Time) {
	t.change(func(l *ledger) bool { return l.finish(at, then) })
}

// idle notes that all that arrived until then was delivered.
func (t *tenure) idle(then time.Time) {
	t.change(func(l *ledger) bool { return l.idle(then) })
}

// change changes the ledger, and saves the progress if change says that it moved.
func (t *tenure) change(change func(*ledger) bool) {
	if t.noteChange(change) && t.mayTalk() {
		t.saveUntilQuiet()
	}
}

func (t *tenure) noteChange(change func(*ledger) bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	before, waited := t.mu.finished, t.mu.outstanding()
	moved := change(&t.mu.ledger)
	if t.mu.outstanding() && (!waited || t.mu.finished != before) {
		t.mu.stirred = time.Now()
	}
	if !moved {
		return false
	}
	t.mu.changes++
	t.mu.unsaved = true
	return true
}

// mayTalk takes the turn if it is free.
func (t *tenure) mayTalk() bool {
	select {
	case <-t.turn:
		return true
	default:
		return false
	}
}

// saveUntilQuiet makes up for the saves that came during the turn, and gives it back.
func (t *tenure) saveUntilQuiet() {
	for {
		p, more := t.unsavedOrLeave()
		if !more {
			return
		}
		t.committer.Save(p)
	}
}

func (t *tenure) unsavedOrLeave() (checkpoint.Progress, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mu.unsaved && t.mu.over == nil {
		t.mu.unsaved = false
		return t.mu.progress, true
	}
	t.turn <- struct{}{} // under the lock, so that no save slips between the look and the leaving
	return checkpoint.Progress{}, false
}

// commit stores the progress of now, which has at least the change of that number, and returns
// when it is stored.
func (t *tenure) commit(ctx context.Context, change int) error {
	select {
	case <-t.turn:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer t.saveUntilQuiet()
	p, changes, needed, err := t.newest(change)
	if err != nil || !needed {
		return err
	}
	if err := t.committer.Commit(ctx, p); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mu.stored = max(t.mu.stored, changes)
	return nil
}

// newest is what a commit has to store, if it is still needed: another one, or the end of the
// tenure, may have come before its turn.
func (t *tenure) newest(change int) (p checkpoint.Progress, changes int, needed bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mu.over != nil {
		return p, 0, false, t.mu.over
	}
	if t.mu.stored >= change {
		return p, 0, false, nil
	}
	t.mu.unsaved = false
	return t.mu.progress, t.mu.changes, true, nil
}

// close ends checkpointing: it refuses what comes from now on with cause, and returns when nobody
// talks to the Committer any more. Who does has the word of Commit that it ends with the term.
func (t *tenure) close(cause error) checkpoint.Progress {
	t.mu.Lock()
	first := t.mu.over == nil
	if first {
		t.mu.over = fmt.Errorf("the tenure is over: %w", cause)
	}
	t.mu.Unlock()
	if first {
		<-t.turn
		t.turn <- struct{}{} // who gets it now is refused
	}
	return t.progress()
}

func clonePending(p *checkpoint.Pending) *checkpoint.Pending {
	if p == nil {
		return nil
	}
	return &checkpoint.Pending{Position: p.Position, State: slices.Clone(p.State)}
}
