package processor

import (
	"container/heap"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Which record may begin, while others run, wait or stand still: the lanes of Parallel as a value. Nothing
// here waits, calls or reads the clock.

// A task is one record that was taken over.
type task struct {
	record *Record
	at     checkpoint.Position // in memory of its own: it outlives the record
	bytes  int
	next   *task // of the same key
}

// A lane has the records of one key, in order. It exists while it has any.
type lane struct {
	key         string
	first, last *task
	tries       int             // of first, that failed
	err         error           // of the last of them
	due         time.Time       // of a lane that waits
	inner       RecordProcessor // adapters of its own; nil: none were made
}

// lanes is all that was taken over and is not done. Its zero value is empty.
type lanes struct {
	of      map[string]*lane
	ready   queue   // may begin
	waiting byDue   // failed, and wait
	halted  []*lane // stand still until somebody has looked
	tracker checkpoint.Tracker
	records int // not done
	bytes   int // of them
}

// fits tells whether there is room for one more. A record that is larger than all the room goes alone.
// A record that is done still counts while one before it is not: the distance from the safe position
// is what comes again after a crash, and what the tracker keeps.
func (l *lanes) fits(bytes, mostRecords, mostBytes int) bool {
	return l.tracker.Open() == 0 || l.tracker.Open() < mostRecords && (l.records == 0 || l.bytes+bytes <= mostBytes)
}

// add takes a record over.
func (l *lanes) add(t *task, key string) {
	l.tracker.Delivered(t.at)
	l.records++
	l.bytes += t.bytes
	if at := l.of[key]; at != nil {
		at.last.next = t
		at.last = t
		return
	}
	if l.of == nil {
		l.of = map[string]*lane{}
	}
	key = strings.Clone(key) // the lane may outlive the page
	at := &lane{key: key, first: t, last: t}
	l.of[key] = at
	l.ready.push(at)
}

// begin is the lane that has waited longest for its turn, nil if none may begin. It is the caller's until
// done, failed or halt.
func (l *lanes) begin() *lane { return l.ready.pop() }

// done notes that the first record of at is finished, and tells whether the safe position moved.
func (l *lanes) done(at *lane) (safe checkpoint.Position, moved bool) {
	t := at.first
	at.first, at.tries, at.err = t.next, 0, nil
	l.records--
	l.bytes -= t.bytes
	if at.first == nil {
		delete(l.of, at.key)
	} else {
		l.ready.push(at)
	}
	moved = l.tracker.Done(t.at)
	safe, _ = l.tracker.Safe()
	return safe, moved
}

// failed notes that the first record of at is to be tried again at due.
func (l *lanes) failed(at *lane, err error, due time.Time) {
	at.tries++
	at.err, at.due = err, due
	heap.Push(&l.waiting, at)
}

// halt notes that the first record of at is not to be tried again by itself.
func (l *lanes) halt(at *lane, err error) {
	at.tries++
	at.err = err
	l.halted = append(l.halted, at)
}

// wake lets go on what has waited until now, and tells when the next is due: zero, never.
func (l *lanes) wake(now time.Time) time.Time {
	for len(l.waiting) > 0 && !l.waiting[0].due.After(now) {
		l.ready.push(heap.Pop(&l.waiting).(*lane))
	}
	if len(l.waiting) == 0 {
		return time.Time{}
	}
	return l.waiting[0].due
}

// resume lets go on what stands still.
func (l *lanes) resume() {
	for _, at := range l.halted {
		l.ready.push(at)
	}
	l.halted = nil
}

// trouble is what failed last in some lane that is not to go on by itself, nil if nothing did.
func (l *lanes) trouble() error {
	if len(l.halted) > 0 {
		return l.halted[0].err
	}
	if len(l.waiting) > 0 {
		return l.waiting[0].err
	}
	return nil
}

// A queue is first in, first out. What is popped is let go when half of the queue is.
type queue struct {
	lanes []*lane
	head  int
}

func (q *queue) len() int { return len(q.lanes) - q.head }

func (q *queue) push(l *lane) { q.lanes = append(q.lanes, l) }

func (q *queue) pop() *lane {
	if q.len() == 0 {
		return nil
	}
	l := q.lanes[q.head]
	q.lanes[q.head] = nil
	q.head++
	if 2*q.head >= len(q.lanes) {
		n := copy(q.lanes, q.lanes[q.head:])
		clear(q.lanes[n:])
		q.lanes, q.head = q.lanes[:n], 0
	}
	return l
}

// byDue is a heap of lanes that wait.
type byDue []*lane

func (b byDue) Len() int           { return len(b) }
func (b byDue) Less(i, j int) bool { return b[i].due.Before(b[j].due) }
func (b byDue) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *byDue) Push(x any)        { *b = append(*b, x.(*lane)) }
func (b *byDue) Pop() any {
	last := len(*b) - 1
	l := (*b)[last]
	(*b)[last] = nil
	*b = (*b)[:last]
	return l
}
