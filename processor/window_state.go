package processor

import (
	"cmp"
	"time"
)

// What Window has gathered, and when it is to be handed on: a value. It neither waits nor reads the clock.

// A WindowPolicy says when records that are gathered make a batch: as soon as one of the three is
// reached. Lambda calls them BatchSize, the payload's limit and MaximumBatchingWindowInSeconds.
type WindowPolicy struct {
	Records int           // 0: 10,000, a page of the service's
	Bytes   int           // of data and partition keys; a record that is larger goes alone. 0: 6 MiB, as Lambda
	Clone   bool          // records are cloned when they are gathered, so that their pages are let go, or used again
	Wait    time.Duration // of the oldest record since it was read. 0: one second; it adds to the age of every record
}

func (p WindowPolicy) records() int        { return cmp.Or(max(p.Records, 0), 10_000) }
func (p WindowPolicy) bytes() int          { return cmp.Or(max(p.Bytes, 0), 6<<20) }
func (p WindowPolicy) wait() time.Duration { return cmp.Or(max(p.Wait, 0), time.Second) }

// A gathered record knows when it was taken over.
type gathered struct {
	Record
	taken time.Time
}

// A gathering is what was taken over and is not done, in order.
type gathering struct {
	policy  WindowPolicy
	records []gathered
	bytes   int       // of them
	tries   int       // at the first record, that failed
	due     time.Time // of the next one
	err     error     // of the last one
	halted  bool      // by a verdict: not before somebody has looked
}

// cut is how many records, from the first, make the next batch, and whether they fill it.
func (g *gathering) cut() (n int, full bool) {
	bytes := 0
	for n < len(g.records) {
		bytes += sizeOf(&g.records[n].Record)
		if n > 0 && bytes > g.policy.bytes() {
			return n, true
		}
		n++
		if n == g.policy.records() || bytes >= g.policy.bytes() {
			return n, true
		}
	}
	return n, false
}

// fits tells whether one more record may be taken over: only while there is no full batch.
func (g *gathering) fits() bool {
	return !g.halted && len(g.records) < g.policy.records() && g.bytes < g.policy.bytes()
}

// add takes a record over.
func (g *gathering) add(r Record, now time.Time) {
	g.records = append(g.records, gathered{r, now})
	g.bytes += sizeOf(&r)
}

// A pace says what a window waits for.
type pace int

const (
	gather pace = iota // until it is full, or its time is over
	flush              // nothing more comes: it is handed on as it is
	leave              // and what has failed is not tried again
)

// when is the time from which the next batch is to be handed on; false: not by itself.
func (g *gathering) when(p pace) (time.Time, bool) {
	n, full := g.cut()
	switch {
	case n == 0 || g.halted:
		return time.Time{}, false
	case g.tries > 0:
		return g.due, p != leave
	case full || p != gather:
		return time.Time{}, true
	}
	return g.records[0].taken.Add(g.policy.wait()), true
}

// done notes that the first n records are.
func (g *gathering) done(n int) {
	for i := range n {
		g.bytes -= sizeOf(&g.records[i].Record)
	}
	clear(g.records[:n])
	g.records = g.records[n:]
	g.tries, g.err = 0, nil
}

// failed notes that the first record did.
func (g *gathering) failed(err error, due time.Time, halted bool) {
	g.tries++
	g.err, g.due, g.halted = err, due, halted
}

// resume tries at once what stands still.
func (g *gathering) resume() { g.halted, g.due = false, time.Time{} }
