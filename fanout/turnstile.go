package fanout

// How many shards are polled at once.

import (
	"context"
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
	once  sync.Once
	slots chan struct{}
}

// enter waits for a turn, which leave gives back, or says that ctx is done.
func (t *turnstile) enter(ctx context.Context) bool {
	t.once.Do(func() { t.slots = make(chan struct{}, pollsAtOnce) })
	select {
	case t.slots <- struct{}{}: // by itself: it takes less stack, which the caller keeps
		return true
	default:
		return t.await(ctx)
	}
}

func (t *turnstile) await(ctx context.Context) bool {
	select {
	case t.slots <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (t *turnstile) leave() { <-t.slots }
