package lease

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A tenure is the shell around one Slot: it alone writes the lease's row, one write at a time,
// and cancels the reader's context when the slot says that the lease is gone.
type tenure struct {
	k       *Keeper
	h       *Held
	stop    <-chan struct{} // closed when the worker stops; nil once that was passed on
	read    chan struct{}   // closed when the reader has returned; nil once that was seen
	wrote   chan written
	wish    int              // the newest wish that the write in flight bears
	handoff <-chan time.Time // fires when user code had its time to return
}

// written is what came of one write.
type written struct {
	row Lease
	err error
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
		case w := <-t.wrote:
			t.answered(w)
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

// step sends the next write if it is due, and says when to look again at the latest.
func (t *tenure) step(ctx context.Context) (SlotState, time.Time) {
	now := time.Now()
	h := t.h
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mu.slot = h.mu.slot.At(now)
	if h.mu.slot.State() != Holding {
		return h.mu.slot.State(), now
	}
	next := h.mu.slot.Term().Ends()
	due := h.mu.slot.Due()
	switch {
	case due.IsZero():
	case due.After(now):
		next = earlier(next, due)
	default:
		slot, change := h.mu.slot.Write(now)
		h.mu.slot, t.wish = slot, h.mu.wishes
		t.k.tenures.Go(func() { // if the tenure ends meanwhile, Run waits for it up to its own deadline
			row, err := t.k.apply(ctx, change)
			t.wrote <- written{row, err}
		})
	}
	return Holding, next
}

// answered tells the slot what came of its write.
func (t *tenure) answered(w written) {
	now := time.Now()
	h := t.h
	conflict, refused := errors.AsType[*ConflictError](w.err)
	h.mu.Lock()
	switch {
	case w.err == nil:
		h.mu.slot = h.mu.slot.Answered(w.row, now)
	case refused:
		h.mu.slot = h.mu.slot.Refused(conflict.Row, conflict.Exists, now)
	default:
		h.mu.slot = h.mu.slot.Unanswered()
	}
	slot := h.mu.slot
	asked := slot.Asked() && h.mu.askedAt.IsZero()
	if asked {
		h.mu.askedAt = now
	}
	h.mu.Unlock()
	if slot.State() != Gone && slot.bore() {
		h.answer(t.wish, nil)
	}
	if asked {
		t.k.emit(HandoverAsked{h.first.Key, slot.Lease().Asker()})
		t.handoff = time.After(t.k.Policy.HandoffTimeout)
		h.stop(true)
	}
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
