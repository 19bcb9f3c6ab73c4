package kinesis

// What a queue has handed out. A record that nobody ever received is only a position in its shard; one
// that was received is a loan until it is acknowledged. A loan is
//
//	in flight   until its visibility timeout is over: its receipt is good, and nobody else gets it
//	visible     after that: to be received again
//	a letter    after that, if it was received as often as may be: only the operations on dead-letter
//	            records see it, to which it is in flight or visible in turn
//
// and it is forgotten when it is acknowledged, or when retention has passed its record. All of it is
// decided by the clock of whoever asks.

import (
	"cmp"
	"container/heap"
)

// An origin is where a record is: a shard by index, and the record's counter.
type origin struct {
	shard   int
	counter uint64
}

// A loan is a record that was received and is not acknowledged.
type loan struct {
	origin
	receives int64
	first    int64  // milliseconds: when it was first received
	until    int64  // milliseconds: visible from then on
	receipt  uint64 // the number of the receipt that counts
	dead     bool

	pile *pile // the one it lies on
	at   int   // its index there
}

// A desk is where records are handed out. Its zero value has everything of every shard before it.
type desk struct {
	next     []uint64 // by shard index: the counter of the first record that nobody ever received
	loans    map[origin]*loan
	flying   pile
	visible  pile
	letters  pile // visible dead-letter records
	receipts uint64
}

// settle lands what is in flight no longer.
func (d *desk) settle(now int64, rules queueRules) {
	for len(d.flying.loans) > 0 && d.flying.loans[0].until <= now {
		l := d.flying.loans[0]
		l.dead = l.dead || rules.gaveUp(l)
		d.put(l, d.landing(l))
	}
}

// landing is the pile of a loan that is visible.
func (d *desk) landing(l *loan) *pile {
	if l.dead {
		return &d.letters
	}
	return &d.visible
}

// gaveUp: was it received as often as may be?
func (r queueRules) gaveUp(l *loan) bool { return r.target == builtIn && l.receives >= r.most }

// reconsider applies new rules to what lies visible.
func (d *desk) reconsider(rules queueRules) {
	for _, l := range append([]*loan(nil), d.visible.loans...) {
		if l.dead = rules.gaveUp(l); l.dead {
			d.put(l, &d.letters)
		}
	}
}

// hand begins the loan of a record, or goes on with it.
func (d *desk) hand(l *loan, now, seconds int64) {
	if d.loans == nil {
		d.loans = map[origin]*loan{}
	}
	d.receipts++
	d.loans[l.origin] = l
	l.receives, l.receipt = l.receives+1, d.receipts
	if l.first == 0 {
		l.first = now
	}
	d.hide(l, now, seconds)
}

// hide puts a loan in flight for so long.
func (d *desk) hide(l *loan, now, seconds int64) {
	l.until = now + seconds*1000
	d.put(l, &d.flying)
}

// restore makes a letter a record like any other again.
func (d *desk) restore(l *loan, now int64) {
	l.dead, l.receives, l.until = false, 0, now
	d.put(l, &d.visible)
}

// forget ends a loan.
func (d *desk) forget(l *loan) {
	l.pile.remove(l)
	delete(d.loans, l.origin)
}

// put moves a loan to a pile.
func (d *desk) put(l *loan, to *pile) {
	if l.pile != nil {
		l.pile.remove(l)
	}
	l.pile = to
	heap.Push(to, l)
}

// due is when the next loan lands, and whether there is one.
func (d *desk) due() (at int64, ok bool) {
	if len(d.flying.loans) == 0 {
		return 0, false
	}
	return d.flying.loans[0].until, true
}

// A pile is loans, the one that is visible first, or longest, at the top. It is a heap.Interface.
type pile struct{ loans []*loan }

func (p *pile) top() *loan {
	if len(p.loans) == 0 {
		return nil
	}
	return p.loans[0]
}

func (p *pile) remove(l *loan) {
	heap.Remove(p, l.at)
	l.pile = nil
}

// Len and the four below are heap's.
func (p *pile) Len() int { return len(p.loans) }

// Less orders loans of one instant as their records are.
func (p *pile) Less(i, j int) bool {
	a, b := p.loans[i], p.loans[j]
	return cmp.Or(cmp.Compare(a.until, b.until), cmp.Compare(a.shard, b.shard), cmp.Compare(a.counter, b.counter)) < 0
}

// Swap keeps each loan's index.
func (p *pile) Swap(i, j int) {
	p.loans[i], p.loans[j] = p.loans[j], p.loans[i]
	p.loans[i].at, p.loans[j].at = i, j
}

// Push appends.
func (p *pile) Push(x any) {
	l, _ := x.(*loan)
	l.at = len(p.loans)
	p.loans = append(p.loans, l)
}

// Pop takes the last.
func (p *pile) Pop() any {
	last := len(p.loans) - 1
	l := p.loans[last]
	p.loans[last] = nil
	p.loans = p.loans[:last]
	return l
}
