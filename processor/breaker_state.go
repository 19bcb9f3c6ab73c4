package processor

import (
	"cmp"
	"math/bits"
	"time"
)

// When CircuitBreaker lets user code be called: a state machine of values.

// A BreakerPolicy says when a circuit opens, and for how long. Its zero value opens it for half a minute
// after five failures in a row.
type BreakerPolicy struct {
	Failures int           // in a row, after which it opens; 0: 5, or never where Share is set
	Share    float64       // of the last Calls that failed, from 0 to 1, at which it opens; 0: whatever the share
	Calls    int           // that Share is about, up to 64. 0: 20
	Pause    time.Duration // for which it stays open; 0: 30 s, the longest pause of the runner's own
	Probe    int           // records that are handed on after the pause, to see whether all is well. 0: 1
}

func (p BreakerPolicy) failures() int {
	if p.Failures == 0 && p.Share == 0 {
		return 5
	}
	return p.Failures
}
func (p BreakerPolicy) calls() int           { return min(cmp.Or(max(p.Calls, 0), 20), 64) }
func (p BreakerPolicy) pause() time.Duration { return cmp.Or(max(p.Pause, 0), 30*time.Second) }
func (p BreakerPolicy) probe() int           { return cmp.Or(max(p.Probe, 0), 1) }

// A circuit is closed, open until some time, or, when that is over, half open.
type circuit struct {
	row    int    // failures in a row
	recent uint64 // the last calls, a bit each, newest lowest; 1: it failed
	seen   int    // of recent
	open   bool
	until  time.Time
}

// admits is how many records may be handed on, of as many; none while it is open.
func (c circuit) admits(p BreakerPolicy, of int, now time.Time) int {
	switch {
	case !c.open:
		return of
	case now.Before(c.until):
		return 0
	}
	return min(p.probe(), of)
}

// after is the circuit when a call ended at now.
func (c circuit) after(p BreakerPolicy, failed bool, now time.Time) circuit {
	if !failed && c.open {
		return circuit{}
	}
	c.recent = c.recent << 1 & (1<<p.calls() - 1)
	c.seen = min(c.seen+1, p.calls())
	if !failed {
		c.row = 0
		return c
	}
	c.recent |= 1
	c.row++
	if c.open || c.trips(p) {
		c.open, c.until = true, now.Add(p.pause())
	}
	return c
}

func (c circuit) trips(p BreakerPolicy) bool {
	if n := p.failures(); n > 0 && c.row >= n {
		return true
	}
	return p.Share > 0 && c.seen == p.calls() && float64(bits.OnesCount64(c.recent)) >= p.Share*float64(c.seen)
}
