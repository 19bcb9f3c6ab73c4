package lease

// The steps of the small world themselves: what the Keeper's shells do, without waiting.

import (
	"slices"
	"time"
)

func (w world) with(who, i int, s Slot) world {
	w = w.copied()
	w.set(who, i, s)
	return w
}

func (w world) listed(who int, rows []Lease, began time.Time) world {
	w = w.copied()
	w.people[who].view = w.people[who].view.Listed(slices.Clone(rows), began, w.now())
	return w
}

func (w world) parentsEnded(l Lease) bool {
	for _, parent := range l.Parents {
		if i := w.index(l.Key.Sibling(parent)); i >= 0 && !w.rows[i].Finished() {
			return false
		}
	}
	return true
}

func (w world) takes(who int, l Lease) world {
	w = w.copied()
	w.taken++
	c := l.TakenBy(w.name(who), string(rune('0'+w.taken)), small.Failover, Marks{})
	w.set(who, w.index(l.Key), TakingSlot(small, c, w.now()))
	w.people[who].requests = append(w.people[who].requests, request{who: who, change: c})
	return w
}

func (w world) writes(who, i int, s Slot) world {
	w = w.copied()
	s, c := s.Write(w.now())
	w.set(who, i, s)
	w.people[who].requests = append(w.people[who].requests, request{who: who, change: c})
	return w
}

// answers tells the slot what came of its request.
func (w world) answers(who, n int) world {
	r := w.people[who].requests[n]
	i := w.index(r.change.Was.Key)
	w = w.copied()
	w.people[who].requests = slices.Delete(w.people[who].requests, n, n+1)
	s := w.people[who].slots[i]
	switch {
	case s == nil: // its term had ended
	case r.held:
		w.set(who, i, s.Answered(r.row, w.now()))
		w.saw(who, r.row)
	default:
		w.set(who, i, s.Refused(r.row, true, w.now()))
	}
	return w
}

// saw notes an answer in the view, as the Keeper does of a take and of a tenure's last write.
func (w *world) saw(who int, row Lease) {
	if p := &w.people[who]; p.view.rows != nil {
		p.view = p.view.With(row, w.now())
	}
}

// readsBack settles a take that got no answer.
func (w world) readsBack(who, n int) world {
	w, i := w.letGo(who, n)
	if s := w.people[who].slots[i]; s != nil {
		w.set(who, i, s.Refused(w.rows[i], true, w.now()))
	}
	return w
}

func (w world) givesUp(who, n int) world {
	w, i := w.letGo(who, n)
	if s := w.people[who].slots[i]; s != nil {
		w.set(who, i, s.Unanswered())
	}
	return w
}

// letGo takes a request from those that are waited for. Its effect may still come.
func (w world) letGo(who, n int) (world, int) {
	w = w.copied()
	r := w.people[who].requests[n]
	w.people[who].requests = slices.Delete(w.people[who].requests, n, n+1)
	if !r.done && len(w.late) < w.scope.late {
		w.late = append(w.late, r)
	}
	return w, w.index(r.change.Was.Key)
}

// crashed leaves the worker's requests to themselves and starts it again as another run.
func (w world) crashed(who int) world {
	w = w.copied()
	w.scope.crashes--
	for len(w.people[who].requests) > 0 {
		w, _ = w.letGo(who, 0)
	}
	w.people[who] = person{run: w.people[who].run + 1, slots: make([]*Slot, len(w.rows))}
	return w
}
