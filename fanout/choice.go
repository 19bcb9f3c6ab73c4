package fanout

// Polling or fan-out, for one shard, now: a decision with hysteresis, so that a shard does not go to
// and fro with each hiccup, and a fan-out that works again is used again.

import (
	"cmp"
	"time"
)

// How long a shard is polled before fan-out is tried again. Each try that fails doubles it: what
// does not work for an hour costs the shard six changes in it. A change loses nothing, but the
// first records after it come late.
const (
	fallBackFirst = 30 * time.Second
	fallBackMost  = 10 * time.Minute
	// provenAfter is how long fan-out must have given events, without the shard falling back, before
	// the next fall is again the first: as long as a subscription lives.
	provenAfter = 5 * time.Minute
	// unknownMost is how long the service may know neither consumer nor shard, though the consumer
	// counts as ready. Polling tells which of them is missing.
	unknownMost = 30 * time.Second
)

// A choice is what a shard's fan-out came to until now, as far as it matters for polling or fan-out.
// The zero value is that of a shard without a past.
type choice struct {
	until   time.Time     // polling until then
	why     string        // it was fallen back
	pause   time.Duration // how long polling was to be at the last fall; 0: there was none, or fan-out is proven since
	proving time.Time     // the first event since the last fall; zero: none came
	unknown time.Time     // since when the service knows neither consumer nor shard; zero: it does
}

// mode says how to read now, and why in words; until is when the answer may change by itself, zero if
// only another wish, another state of the consumer, or an ending changes it.
func (c choice) mode(wanted Mode, consumer ConsumerState, now time.Time) (m Mode, why string, until time.Time) {
	switch {
	case wanted == Polling:
		return Polling, "polling is wanted", time.Time{}
	case wanted == FanOut && !consumer.Ready:
		return FanOut, "waits for fan-out: " + consumer.why(), time.Time{}
	case wanted == FanOut:
		return FanOut, "fan-out is wanted", time.Time{}
	case !consumer.Ready:
		return Polling, "polls until fan-out can be had: " + consumer.why(), time.Time{}
	case now.Before(c.until):
		return Polling, "fell back to polling: " + c.why, c.until
	}
	if stayed := consumer.stayed(); now.Before(stayed) {
		return Polling, "polls until the consumer, which was lost, has stayed for a while", stayed
	}
	return FanOut, "fan-out can be had", time.Time{}
}

// why is in words why the consumer is not ready.
func (s ConsumerState) why() string { return cmp.Or(s.Why, "there is no consumer") }

// stayed is from when on a consumer counts that was lost: one that comes and goes must not take
// the shards with it each time.
func (s ConsumerState) stayed() time.Time {
	if !s.Again {
		return time.Time{}
	}
	return s.Since.Add(fallBackFirst)
}

// failed is the choice after a subscription ended with the verdict.
func (c choice) failed(v verdict, now time.Time) choice {
	fallBack := v.fallBack
	switch {
	case !v.verify:
		c.unknown = time.Time{}
	case c.unknown.IsZero():
		c.unknown = now
	default:
		fallBack = fallBack || now.Sub(c.unknown) >= unknownMost
	}
	if !fallBack || now.Before(c.until) {
		return c // it stays, or has fallen already
	}
	pause := min(max(2*c.pause, fallBackFirst), fallBackMost)
	return choice{until: now.Add(pause), why: cmp.Or(v.why, "fan-out failed"), pause: pause}
}

// received is the choice after an event of a subscription, with records or without.
func (c choice) received(now time.Time) choice {
	c.unknown = time.Time{}
	switch {
	case now.Before(c.until): // a late one, of before the fall
	case c.proving.IsZero():
		c.proving = now
	case now.Sub(c.proving) >= provenAfter:
		c.pause = 0
	}
	return c
}
