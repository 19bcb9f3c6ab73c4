package dynamodb

// Rows: an item and what it was before.

import (
	"sort"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

const (
	// history is how long the past of an item can be read: longer than any replica of the service
	// is known to lag.
	history = time.Minute

	// maxVersions bounds the past of an item that is written very often. What is older than all
	// of them reads as the oldest of them.
	maxVersions = 1000
)

// A row is the versions of one item, the newest last. There is at least one.
type row struct {
	place    place
	versions []version
	cut      bool // there were versions before the first
}

// A version is what an item was from an instant on. Nil is an item that does not exist.
type version struct {
	from time.Time
	item attribute.Map
}

// item is what the row is now.
func (r *row) item() attribute.Map { return r.versions[len(r.versions)-1].item }

// asOf is what the row was at an instant; the zero instant stands for now.
func (r *row) asOf(at time.Time) attribute.Map {
	if at.IsZero() {
		return r.item()
	}
	later := sort.Search(len(r.versions), func(i int) bool { return r.versions[i].from.After(at) })
	if later == 0 && !r.cut {
		return nil
	}
	return r.versions[max(0, later-1)].item
}

// write adds a version and forgets what nobody can ask for any more. Requests may come a little
// out of order, versions do not.
func (r *row) write(now time.Time, item attribute.Map) {
	if n := len(r.versions); n > 0 && r.versions[n-1].from.After(now) {
		now = r.versions[n-1].from
	}
	r.versions = append(r.versions, version{now, item})
	r.forget(now)
}

// forget keeps the versions of the last minute, and the one that was current when it began.
func (r *row) forget(now time.Time) {
	oldest := now.Add(-history)
	drop := max(0, len(r.versions)-maxVersions)
	for drop+1 < len(r.versions) && !r.versions[drop+1].from.After(oldest) {
		drop++
	}
	if drop > 0 {
		clear(r.versions[:drop]) // the array stays until append outgrows it, the items need not
		r.versions, r.cut = r.versions[drop:], true
	}
}

// gone tells whether the row can be forgotten altogether: its item went a minute ago.
func (r *row) gone(now time.Time) bool {
	last := r.versions[len(r.versions)-1]
	return last.item == nil && now.Sub(last.from) >= history
}
