package fanout

// How many shards are polled at once.

import (
	"context"
	"slices"
	"sync"
)

// pollsAtOnce is how many calls for pages a Retriever makes at the same time. As many connections are
// kept by a worker's HTTP client: one call more would dial, which costs a busy machine more than
// the call, while those that wait lose nothing: with calls of 20 ms each that is 12,800 calls a second.
const pollsAtOnce = 256

// A turnstile bounds the calls for pages. Where a machine cannot keep up, ten thousand calls at once would
// each be too slow for their bound, and all be made again; those that wait for their turn here come when
// it can, in the order in which they came, and the bound of each begins with its turn.
type turnstile struct {
	mu struct {
		sync.Mutex
		inside int
		queue  []*ticket // oldest first
	}
}

// A ticket is of one who waits.
type ticket struct {
	poked chan struct{} // of one: its owner looks at the ticket, and at its context
	is    bool          // its turn; under the turnstile's lock
}

// enter waits for a turn, which leave gives back, or says that ctx is done. Who ends ctx pokes, and so does
// the turnstile: a wait for one channel takes less stack, which its goroutine keeps (see pause).
func (t *turnstile) enter(ctx context.Context, poked chan struct{}) bool {
	own := t.come(poked)
	for own != nil {
		if ctx.Err() != nil {
			t.renounce(own)
			return false
		}
		<-poked
		own = t.waits(own)
	}
	return true
}

// come gives the turn at once, or a ticket.
func (t *turnstile) come(poked chan struct{}) *ticket {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mu.inside < pollsAtOnce {
		t.mu.inside++
		return nil
	}
	own := &ticket{poked: poked}
	t.mu.queue = append(t.mu.queue, own)
	return own
}

// waits is own for as long as it is not its turn.
func (t *turnstile) waits(own *ticket) *ticket {
	t.mu.Lock()
	defer t.mu.Unlock()
	if own.is {
		return nil
	}
	return own
}

// renounce gives a ticket back, or the turn that it has become.
func (t *turnstile) renounce(own *ticket) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if own.is {
		t.next()
		return
	}
	t.mu.queue = slices.DeleteFunc(t.mu.queue, func(one *ticket) bool { return one == own })
}

func (t *turnstile) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next()
}

// next hands a turn on. It is for who holds the lock.
func (t *turnstile) next() {
	if len(t.mu.queue) == 0 {
		t.mu.inside--
		return
	}
	first := t.mu.queue[0]
	t.mu.queue[0] = nil // not kept alive by the slice
	if t.mu.queue = t.mu.queue[1:]; len(t.mu.queue) == 0 {
		t.mu.queue = nil
	}
	first.is = true
	signal(first.poked)
}
