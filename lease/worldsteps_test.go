package lease

// What can happen next in the small world.

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

type steps = func(string, world) bool

// next is everything that can happen.
func (w world) next() iter.Seq2[string, world] {
	return func(yield func(string, world) bool) {
		if w.tick < w.scope.ticks && !yield("a tick", w.ticked()) {
			return
		}
		for who := range w.people {
			if !w.requestSteps(who, yield) || !w.lookSteps(who, yield) || !w.readerSteps(who, yield) {
				return
			}
		}
		for i, r := range w.late {
			later := w.copied()
			later = later.effect(&later.late[i])
			later.late = slices.Delete(later.late, i, i+1)
			if !yield(fmt.Sprintf("late: %v of %v by %s made", r.change.Kind, r.change.Was.Key, w.name(r.who)), later) {
				return
			}
		}
	}
}

// ticked is a tick later. Tenures whose term is over and that wait for nothing are gone.
func (w world) ticked() world {
	w = w.copied()
	w.tick++
	for who := range w.people {
		for i, s := range w.people[who].slots {
			if s != nil && !s.writing {
				w.set(who, i, s.At(w.now()))
			}
		}
	}
	return w
}

// requestSteps: effects, answers, and answers that nobody waits for any more.
func (w world) requestSteps(who int, yield steps) bool {
	for i, r := range w.people[who].requests {
		what := fmt.Sprintf("%s: %v of %v ", w.name(who), r.change.Kind, r.change.Was.Key)
		if !r.done {
			made := w.copied()
			made = made.effect(&made.people[who].requests[i])
			if !yield(what+"made", made) || made.broken == "" && !yield(what+"made and answered", made.answers(who, i)) {
				return false
			}
		} else if !yield(what+"answered", w.answers(who, i)) {
			return false
		}
		if w.scope.late == 0 {
			continue
		}
		if r.change.Kind == Take && !yield(what+"given up, row read", w.readsBack(who, i)) {
			return false
		}
		if !yield(what+"given up", w.givesUp(who, i)) {
			return false
		}
	}
	return true
}

// lookSteps: listings, and what the plan makes of them.
func (w world) lookSteps(who int, yield steps) bool {
	p := w.people[who]
	at := w.name(who) + ": "
	if w.scope.slow {
		if !w.slowListing(who, yield) {
			return false
		}
	} else if !yield(at+"lists", w.listed(who, w.rows, w.now())) {
		return false
	}
	if w.scope.gaps && !yield(at+"lists the child only", w.listed(who, w.rows[1:], w.now())) {
		return false
	}
	for _, m := range small.Plan(p.view, w.name(who), time.Time{}, w.now()) {
		i := w.index(m.Lease.Key)
		if m.Kind == Take && p.slots[i] == nil && w.parentsEnded(m.Lease) {
			if !yield(fmt.Sprintf("%stakes %v", at, m.Lease.Key), w.takes(who, m.Lease)) {
				return false
			}
		}
	}
	return !w.scope.asks || w.askSteps(who, yield)
}

// askSteps: of one lease the plan never asks, so here anyone may ask for whatever it saw held.
func (w world) askSteps(who int, yield steps) bool {
	for key, seen := range w.people[who].view.rows {
		var c Change
		switch {
		case seen.Asker() == w.name(who):
			c = seen.Withdrawn()
		case seen.Asker() == "" && seen.Holder() != "" && seen.Holder() != w.name(who):
			c = seen.AskedBy(w.name(who))
		default:
			continue
		}
		asked := w.copied()
		r := request{who: who, change: c}
		asked = asked.effect(&r)
		if r.held && !yield(fmt.Sprintf("%s: %v %v", w.name(who), c.Kind, key), asked) {
			return false
		}
	}
	return true
}

func (w world) slowListing(who int, yield steps) bool {
	at := w.name(who) + ": listing "
	l := w.people[who].listing
	next := w.copied()
	switch {
	case l == nil:
		next.people[who].listing = &listing{began: w.now()}
		return yield(at+"begins", next)
	case l.rows == nil:
		next.people[who].listing = &listing{l.began, slices.Clone(w.rows)}
		atOnce := next.listed(who, w.rows, l.began)
		atOnce.people[who].listing = nil
		return yield(at+"reads", next) && yield(at+"reads and is answered", atOnce)
	default:
		next.people[who].listing = nil
		return yield(at+"is answered", next.listed(who, l.rows, l.began))
	}
}

// readerSteps: what the slot writes, and what user code does.
func (w world) readerSteps(who int, yield steps) bool {
	for i, s := range w.people[who].slots {
		if s == nil {
			continue
		}
		at := fmt.Sprintf("%s: %%s %v", w.name(who), w.rows[i].Key)
		if now := s.At(w.now()); !now.Due().IsZero() && len(w.people[who].requests) < 2 {
			if !yield(fmt.Sprintf(at, "writes"), w.writes(who, i, now)) {
				return false
			}
		}
		if s.State() != Holding || s.returned() {
			continue
		}
		if n := len(s.want.Position.SequenceNumber()); n < w.scope.saves && !s.want.Position.IsShardEnd() {
			further := checkpoint.Progress{Position: place([]int{1, 11, 111}[n])}
			if !yield(fmt.Sprintf(at, "finishes a record of"), w.with(who, i, s.Saving(further, true))) {
				return false
			}
		}
		if w.scope.stops && !yield(fmt.Sprintf(at, "stops reading"), w.with(who, i, s.Ending(Final{How: Leave}))) {
			return false
		}
		if w.scope.family && i == 0 && !yield(fmt.Sprintf(at, "comes to the end of"), w.with(who, i, s.Ending(Final{How: Finish, Children: []string{"b"}}))) {
			return false
		}
	}
	if w.scope.crashes > 0 {
		return yield(w.name(who)+": crashes and starts again", w.crashed(who))
	}
	return true
}
