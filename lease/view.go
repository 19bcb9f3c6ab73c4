package lease

import (
	"maps"
	"time"
)

// A View is what one worker knows of the table from its own listings. Silence is judged by it
// alone: by how long the same counter was seen on the worker's own clock, never by a clock in a
// row, so that the clocks of a fleet need not agree.
type View struct {
	Began time.Time // of the newest listing
	rows  map[Key]Seen
	low   Key   // the lowest of them
	news  int64 // of the lowest key's row, as that listing showed it
}

// A Seen is a row and since when it has stood as it is.
type Seen struct {
	Lease
	Known   time.Time // answer of the first listing that showed the key: what nobody ever read ages from then
	First   time.Time // answer of the first listing that showed this counter
	Last    time.Time // beginning of the newest listing that showed it
	AskedAt time.Time // answer of the first listing that showed this ask
	Moved   bool      // the counter was seen moving under a holder that is not one of ours
}

// Listed is the view after one more listing, which began and was answered at these times.
func (v View) Listed(rows []Lease, began, answered time.Time) View {
	next := View{Began: began, rows: make(map[Key]Seen, len(rows))}
	for _, row := range rows {
		next.set(v.rows[row.Key].again(row, began, answered))
	}
	next.news = next.rows[next.low].News
	return next
}

// set puts one row into a view that nobody else has yet.
func (v *View) set(s Seen) {
	if len(v.rows) == 0 || s.Key.Compare(v.low) < 0 {
		v.low = s.Key
	}
	v.rows[s.Key] = s
}

func (s Seen) again(row Lease, began, answered time.Time) Seen {
	next := Seen{Lease: row, Known: s.Known, First: answered, Last: began}
	if s.First.IsZero() {
		next.Known, next.AskedAt = answered, answered
		return next
	}
	if s.Counter == row.Counter {
		next.First = s.First
	}
	if s.Owner == row.Owner && s.CheckpointOwner == row.CheckpointOwner {
		next.AskedAt = s.AskedAt
	} else {
		next.AskedAt = answered
	}
	next.Moved = s.Moved && s.Holder() == row.Holder() ||
		s.Counter != row.Counter && s.Unmarked() && row.Unmarked() && s.Holder() == row.Holder()
	return next
}

// With is the view with one row replaced by what a write of one's own answered.
func (v View) With(row Lease, answered time.Time) View {
	next := v.clone()
	next.note(row, answered)
	return next
}

// clone is a view that nobody else has.
func (v View) clone() View {
	v.rows = maps.Clone(v.rows)
	return v
}

// note replaces one row by what a write of one's own answered, in a view that nobody else has. The
// news stay a listing's: an answer's would hide what was announced before it.
func (v *View) note(row Lease, answered time.Time) {
	if v.rows == nil {
		v.rows = map[Key]Seen{}
	}
	known := v.rows[row.Key].Known
	if known.IsZero() {
		known = answered
	}
	v.set(Seen{Lease: row, Known: known, First: answered, AskedAt: answered})
}

// Rows is what the view knows, by key. The map belongs to the view.
func (v View) Rows() map[Key]Seen { return v.rows }

// Lowest is the lowest key of the table, where News are announced; false of an empty one.
func (v View) Lowest() (Key, bool) { return v.low, len(v.rows) > 0 }

// Foreign finds a row that workers of another kind hold and write; false if there is none.
func (v View) Foreign() (Seen, bool) {
	for _, s := range v.rows {
		if s.Moved && s.Unmarked() {
			return s, true
		}
	}
	return Seen{}, false
}

// Contradicting finds a row of another stream, or of an earlier one of the same name; false if
// there is none. A row without marks is unknown, not foreign. A key that names its stream cannot
// be mistaken.
func (v View) Contradicting(m Marks) (Seen, bool) {
	for _, s := range v.rows {
		if s.Key.Stream == "" && m.contradicts(s.Marks) {
			return s, true
		}
	}
	return Seen{}, false
}

// silence is how long a row must have stood unchanged before it is up for the taking.
func (p Policy) silence(l Lease) time.Duration {
	switch {
	case l.Holder() != "":
		return max(l.Failover, p.Failover) // the holder's own counts if it is longer
	case l.HandedOver():
		return handedOverWait
	default:
		return 0
	}
}

// Expired tells whether a held row has been silent for its holder's failover time.
func (p Policy) Expired(s Seen) bool {
	return s.Holder() != "" && s.Last.Sub(s.First) >= p.silence(s.Lease)
}

// free tells whether self may take the row: nobody holds it, or the holder has been silent.
func (p Policy) free(s Seen, self string) bool {
	if s.HandedOver() && s.Owner == self {
		return true
	}
	silence := p.silence(s.Lease)
	return silence == 0 || s.Last.Sub(s.First) >= silence // one listing shows no span, but that nobody holds it
}

// LookAgain is when a listing may find another row free than the view shows; zero if none will.
func (p Policy) LookAgain(v View) time.Time {
	var soonest time.Time
	for _, s := range v.rows {
		silence := p.silence(s.Lease)
		at := s.First.Add(silence)
		if s.Finished() || silence == 0 || !at.After(v.Began) {
			continue // free already: whoever should take it does so by what it knows
		}
		if soonest.IsZero() || at.Before(soonest) {
			soonest = at
		}
	}
	return soonest
}

// ParentsEnded tells whether every parent named in l's row has ended as far as the view shows.
// It only proposes: before a lease is taken each parent is read again (Keeper).
func (v View) ParentsEnded(l Lease) bool {
	for _, parent := range l.Parents {
		if s, there := v.rows[l.Key.Sibling(parent)]; there && !s.Finished() {
			return false
		}
	}
	return true
}
