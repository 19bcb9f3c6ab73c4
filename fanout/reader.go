package fanout

// The reading of one shard by turns: polling, or a subscription, as the choice says. The cursor is
// what they share, so a change between them loses, repeats and reorders nothing.

import (
	"context"
	"sync/atomic"
	"time"
)

// A reader reads one shard.
type reader struct {
	*Retriever
	shard   string
	live    func() bool // whether the shard is still our own; nil: always
	source  *Source
	cursor  cursor
	pace    pace
	choice  choice
	history history                            // of its subscriptions
	again   time.Time                          // when the next one may begin
	doing   Mode                               // Polling or FanOut
	poked   chan struct{}                      // of one: what is wanted, or can be had, has changed
	unsub   atomic.Pointer[context.CancelFunc] // ends the subscription under way
}

// run reads until ctx is done or the shard has ended.
func (r *reader) run(ctx context.Context) {
	defer r.leave(r)
	for ended := false; !ended && ctx.Err() == nil; {
		if r.choose() == FanOut {
			ended = r.follow(ctx)
		} else {
			ended = r.poll(ctx)
		}
	}
}

// choose says how the shard is to be read now, and tells of a change.
func (r *reader) choose() Mode {
	mode, why, _ := r.choice.mode(r.Wanted(r.shard), r.consumer(), time.Now())
	if mode != r.doing {
		r.observe(RetrievalChanged{Shard: r.shard, From: r.doing, To: mode, Why: why})
		r.doing = mode
		r.source.note(func(s *Status) { s.Retrieval = mode })
	}
	r.source.note(func(s *Status) { s.RetrievalWhy = why })
	return mode
}

// poke tells the reader to choose again, and ends a subscription that is no longer wanted.
func (r *reader) poke(unsubscribe bool) {
	signal(r.poked)
	if end := r.unsub.Load(); unsubscribe && end != nil {
		(*end)()
	}
}

// pause waits until then. It says no if ctx is done, or as soon as there is to be chosen again.
func (r *reader) pause(ctx context.Context, then time.Time) bool {
	d := time.Until(then)
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.poked:
	case <-ctx.Done():
	}
	return false
}

func (r *reader) consumer() ConsumerState {
	if r.Consumer == nil {
		return ConsumerState{}
	}
	return r.Consumer.State()
}
