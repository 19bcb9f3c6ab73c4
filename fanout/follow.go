package fanout

// A turn of enhanced fan-out: subscribe, follow what is pushed, subscribe again. It decides nothing:
// history says when the next subscription may begin and what an ending means, cursor where.

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// lookAgain is how soon it is asked again whether there is a consumer, and the shard our own, if
// nobody tells it before.
const lookAgain = time.Second

// follow reads until the shard has ended, which it tells, or there is to be chosen again.
func (r *reader) follow(ctx context.Context) (ended bool) {
	turn, end := context.WithCancel(ctx)
	defer end()
	r.unsub.Store(&end)
	defer r.unsub.Store(nil)
	for r.choose() == FanOut && turn.Err() == nil {
		switch {
		case !r.maySubscribe():
			r.pause(turn, time.Now().Add(lookAgain))
		case r.pause(turn, r.again):
			if r.followOne(turn) {
				return true
			}
		}
	}
	return false
}

func (r *reader) maySubscribe() bool {
	return r.consumer().Ready && (r.live == nil || r.live())
}

// followOne follows one subscription, and those that renew it, to the end of the shard or of the
// last of them.
func (r *reader) followOne(ctx context.Context) (ended bool) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	began := time.Now()
	sub, err := r.subscribe(ctx, r.cursor.place())
	if err != nil {
		r.unsubscribed(ctx, err, began)
		return false
	}
	line := r.newLine(sub)
	defer line.close()
	defer end() // before: a call under way ends with it
	r.subscribed(false)
	for {
		e, err := line.next(ctx)
		if err == nil {
			ended, err = r.take(e)
		}
		switch {
		case err != nil:
			r.source.release(e.reserved)
			r.unsubscribed(ctx, err, time.Now())
			return false
		case ended:
			return true
		}
	}
}

// subscribe makes one try. The subscription lives as long as ctx.
func (r *reader) subscribe(ctx context.Context, at place) (*subscription, error) {
	s := subscriber{
		client: r.Client, attempt: r.attempt(), silence: silence,
		memory: func() *memory { return r.memories.get(r.Pages) }, decoders: &r.decoders,
	}
	return s.subscribe(ctx, r.consumer().ARN, r.shard, at)
}

// take hands an event to the processor's side, unless it is an end that is not believed.
func (r *reader) take(e event) (ended bool, err error) {
	a := e.answer()
	if a.end && a.children == nil && !r.cursor.endBelieved() {
		return false, fmt.Errorf("fanout: subscription to %s: %w", r.shard, errNoChildren)
	}
	now := time.Now()
	r.history, r.choice = r.history.received(), r.choice.received(now)
	a = a.without(r.cursor.last)
	r.received(a, now.Add(-e.waited), now)
	r.source.put(a, r.cursor.mark, e.reserved)
	return a.end, nil
}

// subscribed notes that the service took a subscription.
func (r *reader) subscribed(renewal bool) {
	now := time.Now()
	r.history, r.again = r.history.subscribed(now), now.Add(subscribeEvery) // also after one that we end ourselves
	r.observe(Subscribed{Shard: r.shard, Renewal: renewal})
}

// unsubscribed notes how a subscription ended, or that the call of began found none.
func (r *reader) unsubscribed(ctx context.Context, err error, began time.Time) {
	if ctx.Err() != nil { // one that was cut short is no failure
		return
	}
	now := time.Now()
	ending := endingOf(err)
	r.history = r.history.ended(ending, now)
	v := r.history.next(now, rand.Float64())
	r.again, r.choice = now.Add(v.after), r.choice.failed(v, now)
	if v.restart {
		r.cursor.resume = ""
	}
	if v.verify {
		r.Consumer.Verify()
	}
	if ending == ended {
		return
	}
	o := ending.outcome()
	if errors.Is(err, errNoChildren) {
		o = endless
	}
	r.cursor = r.cursor.failed(o, now)
	r.noteFailure(o, err, began, now)
	if ending == takenOver {
		r.source.note(func(s *Status) { s.Takeovers, s.TakenOver = r.history.counts[takenOver], now })
	}
	r.observe(SubscriptionFailed{Shard: r.shard, Reason: ending.String(), Err: err, Retry: v.after, FallsBack: v.fallBack})
}

// outcome is what an ending says to those who know only polling: Status, and who asks whether a shard
// is gone.
func (e ending) outcome() outcome {
	switch e {
	case missing:
		return notFound
	case limited:
		return throttled
	case invalid:
		return refused
	default:
		return unavailable
	}
}
