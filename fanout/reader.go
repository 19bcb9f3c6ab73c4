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
	shard     string
	live      func() bool // whether the shard is still our own; nil: always
	source    *Source
	cursor    cursor
	pace      pace
	scattered bool // the first pause was of a length of its own
	choice    choice
	history   history                            // of its subscriptions
	again     time.Time                          // when the next one may begin
	doing     Mode                               // Polling or FanOut
	chose     bool                               // it was chosen, and not only begun with
	poked     chan struct{}                      // of one: what is wanted, or can be had, has changed; a pause is over; reading ends
	timer     *time.Timer                        // of pauses; nil until there is one
	unsub     atomic.Pointer[context.CancelFunc] // ends the subscription under way
}

// run reads until ctx is done or the shard has ended. Polling is what it begins with, and what chooses.
func (r *reader) run(ctx context.Context) {
	defer r.leave(r)
	for ended := false; !ended && ctx.Err() == nil; {
		if r.doing == FanOut {
			ended = r.follow(ctx)
		} else {
			ended = r.poll(ctx)
		}
	}
}

// choose says how the shard is to be read now, and tells of a change; the first choice is none.
func (r *reader) choose() Mode {
	mode, why, _ := r.choice.mode(r.Wanted(r.shard), r.consumer(), time.Now())
	if mode != r.doing && r.chose {
		r.observe(RetrievalChanged{Shard: r.shard, From: r.doing, To: mode, Why: why})
	}
	r.doing, r.chose = mode, true
	r.source.note(func(s *Status) { s.Retrieval, s.RetrievalWhy = mode, why })
	return mode
}

// poke tells the reader to choose again, and ends a subscription that is no longer wanted.
func (r *reader) poke(unsubscribe bool) {
	if end := r.unsub.Load(); unsubscribe && end != nil {
		(*end)()
	}
	signal(r.poked) // after: a pause looks whether its context has ended
}

// pause waits until then. It says no if ctx is done, or as soon as there is to be chosen again.
//
// It is where the reader of an idle shard is nearly always, so it is shaped by its stack: the timer pokes,
// and so does who ends ctx, since a wait for one channel fits into the 2 KiB of a new goroutine, and a
// select of some does not.
func (r *reader) pause(ctx context.Context, then time.Time) bool {
	d := time.Until(then)
	if d <= 0 || ctx.Err() != nil {
		return ctx.Err() == nil
	}
	if r.timer == nil {
		r.timer = time.AfterFunc(d, func() { signal(r.poked) })
	} else {
		r.timer.Reset(d)
	}
	<-r.poked
	r.timer.Stop()
	return ctx.Err() == nil && !time.Now().Before(then)
}

func (r *reader) consumer() ConsumerState {
	if r.Consumer == nil {
		return ConsumerState{}
	}
	return r.Consumer.State()
}
