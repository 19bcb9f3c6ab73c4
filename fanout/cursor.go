package fanout

// Where in a shard the reading stands, as a value: what to ask for next, what an answer or a
// failure changes. No clock, no calls.

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

type cursor struct {
	from     From
	last     checkpoint.Position // the last record fetched; a sentinel until there is one
	iterator string              // of polling; "": one must be taken
	resume   string              // the continuation sequence number of a subscription, at or past last; "": none
	mark     time.Time           // everything that arrived until then is fetched; zero: unknown
	shown    bool                // the gap behind mark was reported

	failing time.Time // when the first failure since the last answer was; zero: none
	outcome outcome   // of the last call
	streak  int       // how many calls in a row had that outcome
}

func begin(from From) cursor {
	c := cursor{from: from, mark: from.Done}
	// What arrived before the time that LATEST or AT_TIMESTAMP mean is not asked for: it is as good as done.
	if (from.Position.IsLatest() || from.Position.IsAtTimestamp()) && from.At.After(c.mark) {
		c.mark = from.At
	}
	return c
}

// A place is what an iterator is taken at.
type place struct {
	kind   types.ShardIteratorType
	number string    // with AT_ and AFTER_SEQUENCE_NUMBER
	time   time.Time // with AT_TIMESTAMP
}

// place is where the next iterator is taken, or the next subscription begins. Once a record was
// fetched that is its number, whatever the start was. AT and not AFTER: records that are there
// again can be dropped, the rest of an aggregate behind AFTER is lost; but AFTER the number with
// which a subscription said itself where it stood. Never LATEST, which is another place each time.
func (c cursor) place() place {
	if c.resume != "" {
		return place{kind: types.ShardIteratorTypeAfterSequenceNumber, number: c.resume}
	}
	at := c.from.Position
	if c.last.IsSequence() {
		at = c.last
	}
	switch {
	case at.IsSequence():
		return place{kind: types.ShardIteratorTypeAtSequenceNumber, number: at.SequenceNumber()}
	case at.IsShardEnd(): // nothing is left to read there but the names of the children
		return place{kind: types.ShardIteratorTypeLatest}
	case (at.IsLatest() || at.IsAtTimestamp()) && !c.from.At.IsZero():
		return place{kind: types.ShardIteratorTypeAtTimestamp, time: c.from.At}
	default:
		return place{kind: types.ShardIteratorTypeTrimHorizon}
	}
}

// answered notes the answer a, which is without what was fetched before, and tells which part of
// the backlog expired, if any did that was not told before.
func (c cursor) answered(a answer, retention time.Duration) (cursor, *BacklogExpired) {
	gap := c.gap(a, retention)
	c.shown = c.shown || gap != nil
	c.outcome, c.streak, c.failing = answered, 0, time.Time{}
	c.iterator, c.resume = a.iterator, a.continuation
	if n := len(a.records); n > 0 {
		c.last = a.records[n-1].Position.Clone() // an idle shard must not keep a page in memory
		c.mark = latest(c.mark, a.records[n-1].Arrived)
		c.shown = false
	}
	if a.caughtUp() && !a.end { // what a closed shard lacks went to its children: they continue from its last record
		c.mark = latest(c.mark, a.asked)
		c.shown = false
	}
	return c, gap
}

// failed notes a call that brought nothing, at now.
func (c cursor) failed(o outcome, now time.Time) cursor {
	if c.failing.IsZero() {
		c.failing = now
	}
	if o != c.outcome {
		c.streak = 0
	}
	c.outcome = o
	c.streak++
	if o.renews() {
		c.iterator, c.resume = "", ""
	}
	return c
}

// gap is the span that was not fetched and that the stream no longer keeps as of the answer a;
// nil if there is none, or it was reported. What the answer bears from that span says that the
// stream keeps more than is known here, and nothing is missing.
func (c cursor) gap(a answer, retention time.Duration) *BacklogExpired {
	kept := a.asked.Add(-retention)
	switch {
	case c.shown, retention <= 0, c.mark.IsZero(), !c.mark.Before(kept):
		return nil
	case len(a.records) > 0 && a.records[0].Arrived.Before(kept):
		return nil
	}
	return &BacklogExpired{From: c.mark, To: kept}
}

// endBelieved tells whether an end that names no children was answered so often that it is taken
// for one.
func (c cursor) endBelieved() bool { return c.outcome == endless && c.streak >= endTries-1 }

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
