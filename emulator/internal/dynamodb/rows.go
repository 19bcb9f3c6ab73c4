package dynamodb

// All rows of a table, in the order of their places.

import (
	"iter"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// rows finds items by place and lists them in order. A sorted slice does: an insertion moves
// pointers, some microseconds among ten thousand items, and reading is what happens most.
type rows struct {
	byPlace map[place]*row
	sorted  []*row
	graves  []grave
	expiry  expiry
	count   int // items there are now
	bytes   int // and their sizes
}

// A grave is a row without an item, kept for its past.
type grave struct {
	row  *row
	dead time.Time
}

// get is the item at a place as of an instant, nil if there is none.
func (r *rows) get(p place, at time.Time) attribute.Map {
	if found := r.byPlace[p]; found != nil {
		return found.asOf(at)
	}
	return nil
}

// put replaces the item at a place; nil deletes it.
func (r *rows) put(p place, item attribute.Map, now time.Time) {
	r.bury(now)
	old := r.get(p, time.Time{})
	if old == nil && item == nil {
		return
	}
	at := r.byPlace[p]
	if at == nil {
		at = r.insert(p)
	}
	at.write(now, item)
	if old != nil {
		r.count--
		r.bytes -= old.ItemSize()
	}
	if item == nil {
		r.graves = append(r.graves, grave{at, now})
		return
	}
	r.expiry.watch(item, now)
	r.count++
	r.bytes += item.ItemSize()
}

func (r *rows) insert(p place) *row {
	if r.byPlace == nil {
		r.byPlace = map[place]*row{}
	}
	made := &row{place: p}
	r.byPlace[p] = made
	r.sorted = slices.Insert(r.sorted, r.search(p), made)
	return made
}

// bury drops rows that have been without an item for so long that nobody can see them.
func (r *rows) bury(now time.Time) {
	for len(r.graves) > 0 && now.Sub(r.graves[0].dead) >= history {
		dead := r.graves[0].row
		r.graves = r.graves[1:]
		if dead.gone(now) && r.byPlace[dead.place] == dead {
			delete(r.byPlace, dead.place)
			at := r.search(dead.place)
			r.sorted = slices.Delete(r.sorted, at, at+1)
		}
	}
}

// search is where a place is, or would be.
func (r *rows) search(p place) int {
	at, _ := slices.BinarySearchFunc(r.sorted, p, func(r *row, p place) int { return r.place.compare(p) })
	return at
}

// An entry is an item where a listing meets it.
type entry struct {
	place place
	item  attribute.Map
}

// list goes through the items that a span holds, in its direction, as of an instant.
func (r *rows) list(s span, at time.Time) iter.Seq[entry] {
	from, to := r.search(s.low), len(r.sorted)
	if s.high != (place{}) {
		to = r.search(s.high)
	}
	return func(yield func(entry) bool) {
		for i := range max(0, to-from) {
			found := r.sorted[from+i]
			if s.backward {
				found = r.sorted[to-1-i]
			}
			if item := found.asOf(at); item != nil && s.beyond(found.place) && !yield(entry{found.place, item}) {
				return
			}
		}
	}
}
