package lease

// A small world around the production transitions, Slot and Plan: two workers, a lease or a
// parent and its child, a table. Effect and answer of a request are two steps, either may never
// come, an effect may come after its sender gave up. worldsteps_test.go says what can happen.

import (
	"fmt"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A scope says what can happen in a world, so that each can be small enough to be gone through.
type scope struct {
	family  bool // a parent and its child; else one shard that never ends
	gaps    bool // a listing may show the child without its parent, whose page it read before
	asks    bool // workers ask each other for leases, and may take it back
	saves   int  // records a reader may finish
	stops   bool // readers may leave
	slow    bool // a listing takes time
	late    int  // requests under way whose senders no longer wait
	crashes int  // workers that crash, and start again under another run's name
	ticks   int  // how much time may pass in all
}

// small is the numbers of the world: F is two ticks, and no margin hides what is off by one.
var small = Policy{Failover: 2 * time.Second, HandoffTimeout: time.Hour, CheckpointInterval: time.Second}

// A world is all there is, as a value: steps copy it.
type world struct {
	scope  scope
	tick   int
	rows   []Lease // none missing, in order: parent, child
	people [2]person
	late   []request // whose senders no longer wait
	taken  int       // takes so far: what is random about a tenure
	broken string    // a law that a step broke
}

// A person is one worker.
type person struct {
	run      int
	view     View
	listing  *listing
	slots    []*Slot // by row; nil: no tenure here
	requests []request
}

type listing struct {
	began time.Time
	rows  []Lease // nil before the read
}

// A request is a write under way.
type request struct {
	who    int
	change Change
	done   bool // it had its effect
	row    Lease
	held   bool // its condition did
}

func newWorld(s scope) world {
	w := world{scope: s, rows: []Lease{{Key: Key{Shard: "a"}, Counter: 1}}}
	if s.family {
		w.rows = append(w.rows, Lease{Key: Key{Shard: "b"}, Parents: []string{"a"}, Counter: 1})
	}
	for i := range w.people {
		w.people[i].slots = make([]*Slot, len(w.rows))
	}
	return w
}

// heldByFirst is a world in which worker 0 holds the first row and worker 1 has just seen it.
func heldByFirst(s scope) world {
	w := newWorld(s)
	w = w.takes(0, w.rows[0])
	w = w.effect(&w.people[0].requests[0])
	w = w.answers(0, 0)
	w.people[1].view = View{}.Listed(slices.Clone(w.rows), w.now(), w.now())
	return w
}

func (w world) now() time.Time { return time.Unix(int64(w.tick), 0).UTC() }

func (w world) name(who int) string {
	return OwnerName(string(rune('p'+who)), string(rune('0'+w.people[who].run)))
}

// copied lets a step change what it likes.
func (w world) copied() world {
	w.rows, w.late = slices.Clone(w.rows), slices.Clone(w.late)
	for i := range w.people {
		p := &w.people[i]
		p.slots, p.requests = slices.Clone(p.slots), slices.Clone(p.requests)
	}
	return w
}

// set replaces worker who's slot of the row at i. A tenure that is over leaves.
func (w *world) set(who, i int, s Slot) {
	if s.State() == Gone || s.State() == Over {
		w.people[who].slots[i] = nil
		return
	}
	w.people[who].slots[i] = &s
}

func (w world) index(k Key) int {
	return slices.IndexFunc(w.rows, func(l Lease) bool { return l.Key == k })
}

// reads tells whether worker who may hand records of row i to its user now.
func (w world) reads(who, i int) bool {
	s := w.people[who].slots[i]
	return s != nil && s.State() == Holding && s.Term().Live(w.now()) && !s.returned()
}

// law is what must hold whatever happened.
func (w world) law() error {
	if w.broken != "" {
		return fmt.Errorf("%s", w.broken)
	}
	for i, row := range w.rows {
		if w.reads(0, i) && w.reads(1, i) {
			return fmt.Errorf("%v is read by both at once", row.Key)
		}
		if i > 0 && !w.rows[0].Finished() && (w.reads(0, i) || w.reads(1, i)) {
			return fmt.Errorf("%v is read and its parent has not ended", row.Key)
		}
	}
	return nil
}

// effect gives a request its effect on the table.
func (w world) effect(r *request) world {
	i := w.index(r.change.Was.Key)
	before := w.rows[i]
	r.done, r.held = true, r.change.Holds(before, true)
	if r.held {
		w.rows[i] = r.change.Apply(before)
		w.broken = wrong(before, w.rows[i])
	}
	r.row = w.rows[i]
	return w
}

// wrong names a law of rows that a write breaks.
func wrong(before, after Lease) string {
	switch {
	case after.Position.Before(before.Position):
		return fmt.Sprintf("%v went back from %v to %v", before.Key, before.Position, after.Position)
	case before.Finished() && !after.Finished():
		return fmt.Sprintf("%v was finished and is no longer", before.Key)
	case after.Counter < before.Counter:
		return fmt.Sprintf("the counter of %v fell", before.Key)
	case after.Tenure != before.Tenure && after.Counter == before.Counter:
		return fmt.Sprintf("%v has another tenure under the same token", before.Key)
	default:
		return ""
	}
}

func place(n int) checkpoint.Position {
	p, err := checkpoint.At(fmt.Sprint(n), 0)
	if err != nil {
		return checkpoint.Position{}
	}
	return p
}
