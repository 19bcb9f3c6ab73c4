package processor

import (
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A ledger is the account of one tenure, as a value: what was delivered, what user code finished,
// and the progress that follows from it. No position in it ever moves back.
type ledger struct {
	progress  checkpoint.Progress // what the row shall say
	delivered checkpoint.Position // the last record handed to ProcessRecords
	finished  checkpoint.Position // the last record that ProcessRecords said is done
	segments  []segment           // accepted behind finished, in order: the first one is not done
	acked     checkpoint.Position // up to where those that took records over said that all is done
	marks     []mark              // ahead of progress.Position, in order
	byHand    bool                // only checkpoints move the position
}

// A mark says: when everything up to at is done, everything that arrived until then is.
type mark struct {
	at   checkpoint.Position
	then time.Time
}

// maxMarks bounds what is kept for a processor that seldom checkpoints by hand. Beyond it every
// second mark goes: Done moves in larger steps then, and is never wrong.
const maxMarks = 1024

func open(p checkpoint.Progress, byHand bool) ledger {
	return ledger{progress: p, delivered: p.Position, finished: p.Position, byHand: byHand}
}

// floor is the place behind which records are still to be delivered: a source that resumes, or
// reads again, brings some that are done.
func (l *ledger) floor() checkpoint.Position { return later(l.accepted(), l.progress.Position) }

func (l *ledger) deliver(at checkpoint.Position) { l.delivered = later(l.delivered, at) }

// finish notes that ProcessRecords is done up to at, and tells whether progress changed.
func (l *ledger) finish(at checkpoint.Position, then time.Time) bool {
	if l.outstanding() {
		l.accept(at, true)
		l.note(mark{l.accepted(), then})
		return false
	}
	l.finished = later(l.finished, at)
	l.note(mark{l.finished, then})
	if l.byHand {
		return l.settle(l.progress.Position)
	}
	return l.settle(at)
}

// idle notes that all that arrived until then was delivered, and tells whether progress changed.
func (l *ledger) idle(then time.Time) bool {
	if !l.outstanding() {
		return l.finish(l.finished, then)
	}
	l.note(mark{l.accepted(), then})
	return false
}

// settle moves the position to at, never back, and what depends on it: Done, and a prepared
// checkpoint that is reached. It tells whether anything changed.
func (l *ledger) settle(at checkpoint.Position) bool {
	p := &l.progress
	before := *p
	p.Position = later(p.Position, at)
	n := 0
	for n < len(l.marks) && !p.Position.Before(l.marks[n].at) {
		if l.marks[n].then.After(p.Done) {
			p.Done = l.marks[n].then
		}
		n++
	}
	l.marks = slices.Delete(l.marks, 0, n)
	if p.Pending != nil && !p.Position.Before(p.Pending.Position) {
		p.Pending = nil
	}
	return p.Position != before.Position || !p.Done.Equal(before.Done) || p.Pending != before.Pending
}

func (l *ledger) note(m mark) {
	if n := len(l.marks); n > 0 && l.marks[n-1].at == m.at {
		if m.then.After(l.marks[n-1].then) {
			l.marks[n-1] = m // an idle shard: the place stays, time goes on
		}
		return
	}
	l.marks = append(l.marks, m)
	if len(l.marks) < maxMarks {
		return
	}
	half := l.marks[:0]
	for i, m := range l.marks {
		if i%2 == 1 {
			half = append(half, m)
		}
	}
	l.marks = half
}

func later(a, b checkpoint.Position) checkpoint.Position {
	if a.Before(b) {
		return b
	}
	return a
}
