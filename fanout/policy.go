package fanout

// What follows when a subscription has ended, or could not be had: when the next one is tried, and
// whether the shard had better be polled meanwhile. Nothing here ends the reading of a shard.

import "time"

// What the service says of subscriptions, and what we make of it.
const (
	// subscribeEvery is how long the service refuses the next subscription of a consumer to a shard
	// after one began, however that one ended. Earlier calls are certain to fail.
	subscribeEvery = 5 * time.Second
	// settled is how long a subscription must have lasted before what was wrong counts as over,
	// where events come all the same: longer than any pace at which consumers take over from each other.
	settled = time.Minute
	// patience is how long a subscription that is in use elsewhere is waited for.
	patience = 30 * time.Second
	// fallBackAfter is how many endings of a kind make fan-out worse than polling.
	fallBackAfter = 3
	// mostBrief is how many subscriptions in a row that did not last as long as settled make fan-out worse
	// than polling, even though each brings something: behind a proxy with no patience, or from an
	// emulator that breaks off at the end of a shard and never says that it is one.
	mostBrief = 6
)

// A history is what a shard's subscriptions came to until now. The zero value is that of a shard
// without one.
type history struct {
	began   time.Time    // when the service accepted the last one
	running bool         // it did not end yet
	ending  ending       // of the last one or the last try
	counts  [endings]int // of each kind, until events show that it is over
	barren  int          // endings of any kind since the last event
	brief   int          // subscriptions since the last that lasted
	failing time.Time    // when the first of those was; zero: none
}

// A verdict says what to do next.
type verdict struct {
	after    time.Duration // until the next try, in the mode that insists on fan-out
	fallBack bool          // a mode with a choice polls meanwhile
	restart  bool          // subscribe by the last record, the continuation number is not taken
	verify   bool          // the consumer may be gone: look at it
	why      string        // in words, for events and Status
}

// subscribed notes that the service accepted a subscription at now.
func (h history) subscribed(now time.Time) history {
	h.began, h.running = now, true
	return h
}

// received notes an event.
func (h history) received() history {
	h.barren, h.failing = 0, time.Time{}
	for e := range h.counts {
		if !ending(e).outlivesEvents() {
			h.counts[e] = 0
		}
	}
	return h
}

// ended notes at now how a subscription ended, or that none could be had.
func (h history) ended(e ending, now time.Time) history {
	if h.failing.IsZero() {
		h.failing = now
	}
	switch {
	case !h.running:
	case now.Sub(h.began) < settled:
		h.brief++
	default:
		h.counts, h.brief = [endings]int{}, 0
	}
	if e != inUse || h.rested(now) { // what our own last one explains is no reason to wait longer each time
		h.counts[e]++
	}
	h.ending, h.running = e, false
	h.barren++
	return h
}

// rested tells whether the service takes the next call for what it is.
func (h history) rested(now time.Time) bool { return !now.Before(h.began.Add(subscribeEvery)) }

// next is the verdict on the ending that was noted last. random is within 0 and 1: shards that
// failed together do not come back together.
func (h history) next(now time.Time, random float64) verdict {
	rule := h.ending.rule()
	after := rule.pause(h.counts[h.ending])
	after -= time.Duration(random * float64(after/2))
	return verdict{
		after:    max(after, h.began.Add(subscribeEvery).Sub(now), 0),
		fallBack: h.fallsBack(rule, now),
		restart:  h.ending == invalid,
		verify:   h.ending == missing,
		why:      rule.why,
	}
}

func (h history) fallsBack(r rule, now time.Time) bool {
	switch {
	case r.stays:
		return false
	case h.brief >= mostBrief:
		return true
	case h.ending == ended:
		return h.barren >= fallBackAfter // it ends well, but brings nothing
	case h.ending == inUse:
		return now.Sub(h.failing) >= patience
	}
	return h.counts[h.ending] >= r.fallBack
}

// A rule is what one kind of ending calls for.
type rule struct {
	first, most time.Duration // the pause, which doubles
	free        int           // so many cost no pause
	fallBack    int           // so many make polling the better way
	stays       bool          // polling would fare no better
	why         string
}

// pause follows the ending of its kind that has this count.
func (r rule) pause(count int) time.Duration {
	count -= r.free
	switch {
	case count <= 0:
		return 0
	case count > 16:
		return r.most
	}
	return min(r.first<<(count-1), r.most)
}

// rule is the table.
func (e ending) rule() rule {
	switch e {
	case ended:
		return rule{why: "the subscription ended"}
	case inUse:
		return rule{first: 2 * time.Second, most: backoffMost, why: "another subscription of the consumer to the shard runs, or the consumer is not active"}
	case takenOver:
		return rule{first: subscribeEvery, most: time.Minute, fallBack: fallBackAfter, why: "another subscription of the consumer took over"}
	case limited: // one call a second of a consumer for a shard, service limit: never sooner, with half taken away
		return rule{first: 2 * time.Second, most: backoffMost, fallBack: fallBackAfter, why: "the service limits subscriptions"}
	case denied:
		return rule{first: backoffMost, most: backoffMost, fallBack: 1, why: "the right to subscribe is missing"}
	case unsupported:
		return rule{first: backoffMost, most: backoffMost, fallBack: 1, why: "the endpoint has no enhanced fan-out"}
	case missing:
		return rule{first: backoffFirst, most: backoffMost, stays: true, why: "the service does not know the consumer or the shard"}
	case invalid:
		return rule{first: backoffFirst, most: backoffMost, free: 1, stays: true, why: "the service does not take the position"}
	case silent:
		return rule{fallBack: fallBackAfter, why: "nothing came, not even an empty event"}
	case locked:
		return rule{first: backoffFirst, most: backoffMost, stays: true, why: "credentials or the stream's key are not valid now"}
	default:
		return rule{first: backoffFirst, most: backoffMost, fallBack: fallBackAfter, why: "the connection or the service failed"}
	}
}
