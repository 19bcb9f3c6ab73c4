package lease

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A tenure is the shell around one Slot: it alone writes the lease's row, one write at a time,
// and cancels the reader's context when the slot says that the lease is gone. Its loop is a
// goroutine that every lease has for as long as it is held, so all that needs room on the stack,
// a write and what comes of it, is done in the write's own.
type tenure struct {
	k       *Keeper
	h       *Held
	stop    <-chan struct{} // closed when the worker stops; nil once that was passed on
	read    chan struct{}   // closed when the reader has returned; nil once that was seen
	writing bool
	wrote   chan bool        // what came of a write is in the slot; true: it showed that the lease is asked for
	handoff <-chan time.Time // fires when user code had its time to return
}

// run holds the lease until its last write is stored or it is lost, and its reader has returned.
// ctx is the reader's.
func (t *tenure) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		state, next := t.step(ctx)
		if state != Holding {
			break
		}
		timer.Reset(time.Until(next))
		select {
		case <-timer.C:
		case <-t.h.changed:
		case asked := <-t.wrote:
			t.writing = false
			if asked {
				t.asked()
			}
		case <-t.read:
			t.returned()
		case <-t.handoff:
			t.hung()
		case <-t.stop:
			t.stop = nil
			t.h.stop(false)
		case <-t.k.abandon:
			t.lose(ErrStopTimeout)
		}
	}
	t.finish(ctx)
}

// step begins the next write if it is due, and says when to look again at the latest.
func (t *tenure) step(ctx context.Context) (SlotState, time.Time) {
	now := time.Now()
	state, due, ends := t.h.outlook(now)
	switch {
	case state != Holding || t.writing || due.IsZero():
		return state, ends
	case due.After(now):
		return state, earlier(due, ends)
	}
	t.writing = true
	t.k.tenures.Go(func() { t.wrote <- t.write(ctx) }) // if the tenure ends meanwhile, Run waits for it up to its own deadline
	return state, ends
}

// write makes the slot's next write, tells the slot what came of it, and whether that showed for the
// first time that the lease is asked for.
func (t *tenure) write(ctx context.Context) (asked bool) {
	change, wish, due := t.h.beginWrite(time.Now())
	if !due {
		return false
	}
	row, err := t.k.apply(ctx, change)
	return t.h.wrote(row, err, wish, time.Now())
}

// asked tells the reader to stop: another worker asked for the lease.
func (t *tenure) asked() {
	asker := t.h.Now().Asker()
	t.k.emit(HandoverAsked{t.h.first.Key, asker})
	t.handoff = time.After(t.k.Policy.HandoffTimeout)
	t.h.stop(true)
}

// returned notes that the reader is gone; if it ended nothing, nothing more is written.
func (t *tenure) returned() {
	t.read = nil
	t.h.mu.Lock()
	ending := t.h.mu.slot.returned()
	t.h.mu.Unlock()
	if !ending {
		t.lose(fmt.Errorf("%w: its reader returned without ending the tenure", ErrLost))
	}
}

// hung cancels user code that did not return within the handoff timeout. The lease stays held.
func (t *tenure) hung() {
	t.handoff = nil
	t.h.mu.Lock()
	ending := t.h.mu.slot.returned()
	t.h.mu.hung = !ending
	t.h.mu.Unlock()
	if !ending {
		t.h.cancel(ErrHandoffTimeout)
		t.k.emit(Hung{t.h.first.Key, t.k.Policy.HandoffTimeout})
	}
}

func (t *tenure) lose(cause error) {
	t.h.mu.Lock()
	t.h.mu.slot = t.h.mu.slot.lost()
	t.h.mu.Unlock()
	t.h.cancel(cause)
}

// finish tells the reader how the tenure ended, and waits until it has returned.
func (t *tenure) finish(ctx context.Context) {
	h := t.h
	h.mu.Lock()
	slot := h.mu.slot
	h.mu.Unlock()
	held := time.Since(h.since)
	if slot.State() == Over {
		row := slot.Lease()
		h.close(nil)
		t.k.emit(Ended{h.first.Key, slot.change.Kind, row.Owner, row.Children, held})
		t.k.left(ctx, row)
	} else {
		t.h.cancel(ErrLost)
		cause := context.Cause(ctx)
		if !errors.Is(cause, ErrLost) {
			cause = fmt.Errorf("%w: %w", ErrLost, cause)
		}
		h.close(cause)
		t.k.emit(Lost{h.first.Key, cause, held})
	}
	h.stop(false)
	if t.read != nil {
		select {
		case <-t.read:
		case <-t.k.abandon:
		}
	}
}
