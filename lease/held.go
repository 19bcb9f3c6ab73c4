package lease

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A Held is one tenure in the hands of its reader: what it may do while it lasts. Its methods are
// safe for concurrent use.
type Held struct {
	first    Lease // as taken
	since    time.Time
	stopping chan struct{} // closed when reading shall end
	gone     chan struct{} // closed when the tenure is over or lost
	cancel   context.CancelCauseFunc
	changed  chan struct{} // wakes the tenure's loop

	mu struct {
		sync.Mutex
		slot     Slot
		wishes   int // number of the newest wish
		waiters  []waiter
		handover bool
		stopped  bool
		askedAt  time.Time
		hung     bool
		end      error // why gone is closed; nil: the last write is stored
	}
}

// A waiter waits for the wish of its number to be stored.
type waiter struct {
	wish int
	done chan error
}

func newHeld(slot Slot, since time.Time, cancel context.CancelCauseFunc) *Held {
	h := &Held{
		first: slot.Lease(), since: since, cancel: cancel,
		stopping: make(chan struct{}), gone: make(chan struct{}), changed: make(chan struct{}, 1),
	}
	h.mu.slot = slot
	return h
}

// Lease is the row as this tenure took it: where to begin.
func (h *Held) Lease() Lease { return h.first }

// Now is the row as last answered.
func (h *Held) Now() Lease {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mu.slot.Lease()
}

// Token is the fencing token: the counter of the tenure's own first write.
func (h *Held) Token() uint64 { return uint64(h.first.Counter) }

// Since is when the tenure began.
func (h *Held) Since() time.Time { return h.since }

// Live tells whether the lease may be relied on. It is asked before each delivery.
func (h *Held) Live() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mu.slot.At(time.Now()).State() == Holding
}

// Stopping is closed when reading shall end: the worker stops, or another one asked for the lease.
func (h *Held) Stopping() <-chan struct{} { return h.stopping }

// Handover tells whether the reason for Stopping is another worker's ask.
func (h *Held) Handover() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mu.handover
}

// Hung tells since when a handover has been asked for, and whether user code was out for longer
// than the handoff timeout.
func (h *Held) Hung() (since time.Time, hung bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mu.askedAt, h.mu.hung
}

// Save stores p with the next write. It does not wait; the newest progress counts.
func (h *Held) Save(p checkpoint.Progress) {
	h.save(p)
	h.wake()
}

// Commit stores p and returns when it is stored. It returns an error that wraps ErrLost by the
// end of the lease's term at the latest; p may then have been stored or not.
func (h *Held) Commit(ctx context.Context, p checkpoint.Progress) error {
	return h.await(ctx, h.wish(p))
}

// End writes the tenure's last write, once user code has returned for good, and returns when it
// is stored. If it cannot be, the error wraps ErrLost.
func (h *Held) End(ctx context.Context, f Final) error {
	h.mu.Lock()
	h.mu.slot = h.mu.slot.Ending(f)
	h.mu.Unlock()
	h.wake()
	select {
	case <-h.gone:
	case <-ctx.Done():
		return fmt.Errorf("lease: end the tenure of %v: %w", h.first.Key, context.Cause(ctx))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mu.end
}

func (h *Held) save(p checkpoint.Progress) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mu.slot = h.mu.slot.Saving(p, false)
}

// wish asks for p to be stored at once, and gives the way on which the answer comes.
func (h *Held) wish(p checkpoint.Progress) chan error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mu.slot = h.mu.slot.Saving(p, true)
	done := make(chan error, 1)
	select {
	case <-h.gone:
		done <- h.lost()
		return done
	default:
	}
	if h.mu.slot.At(time.Now()).State() == Holding && h.mu.slot.Stored(p) {
		done <- nil // a write of it would wait for the next renewal
		return done
	}
	h.mu.wishes++
	h.mu.waiters = append(h.mu.waiters, waiter{h.mu.wishes, done})
	h.wake()
	return done
}

func (h *Held) await(ctx context.Context, done chan error) error {
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("lease: checkpoint of %v: %w", h.first.Key, context.Cause(ctx))
	}
}

func (h *Held) lost() error {
	if errors.Is(h.mu.end, ErrLost) {
		return h.mu.end
	}
	return fmt.Errorf("%w: the tenure of %v is over", ErrLost, h.first.Key)
}

// stop closes Stopping, once; the first reason counts.
func (h *Held) stop(handover bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.mu.stopped {
		h.mu.stopped, h.mu.handover = true, handover
		close(h.stopping)
	}
}

// outlook is how the slot stands at now: when its next write is due, and when its term ends.
func (h *Held) outlook(now time.Time) (state SlotState, due, ends time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mu.slot = h.mu.slot.At(now)
	return h.mu.slot.State(), h.mu.slot.Due(), h.mu.slot.Term().Ends()
}

// beginWrite is the slot's next write, and the newest wish that it bears; false if the lease is not
// held any more.
func (h *Held) beginWrite(now time.Time) (change Change, wish int, due bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mu.slot = h.mu.slot.At(now)
	if h.mu.slot.State() != Holding {
		return Change{}, 0, false
	}
	h.mu.slot, change = h.mu.slot.Write(now)
	return change, h.mu.wishes, true
}

// wrote tells the slot what came of its write, and those who wait for what that bore: at one instant,
// so that nobody finds the tenure over who does not also find the answer. It tells whether this
// showed for the first time that the lease is asked for.
func (h *Held) wrote(row Lease, err error, wish int, now time.Time) (asked bool) {
	conflict, refused := errors.AsType[*ConflictError](err)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err == nil:
		h.mu.slot = h.mu.slot.Answered(row, now)
	case refused:
		h.mu.slot = h.mu.slot.Refused(conflict.Row, conflict.Exists, now)
	default:
		h.mu.slot = h.mu.slot.Unanswered()
	}
	if h.mu.slot.State() != Gone && h.mu.slot.bore() {
		h.answer(wish, nil)
	}
	asked = h.mu.slot.Asked() && h.mu.askedAt.IsZero()
	if asked {
		h.mu.askedAt = now
	}
	return asked
}

// answer tells those who wait for wishes up to wish. The caller holds the lock.
func (h *Held) answer(wish int, err error) {
	rest := h.mu.waiters[:0]
	for _, w := range h.mu.waiters {
		if w.wish <= wish {
			w.done <- err
		} else {
			rest = append(rest, w)
		}
	}
	h.mu.waiters = rest
}

// close ends the tenure for its reader.
func (h *Held) close(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mu.end = err
	close(h.gone)
	h.answer(h.mu.wishes, h.lost())
}

func (h *Held) wake() {
	select {
	case h.changed <- struct{}{}:
	default:
	}
}
