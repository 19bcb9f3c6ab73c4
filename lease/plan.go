package lease

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"time"
)

// A Move is one thing that a worker should do about one lease: Take it, Ask for it, or Withdraw an
// ask for it.
type Move struct {
	Kind  Kind
	Lease Lease
}

// Plan says which leases self should take and ask for, all in one pass. asked is when self last
// asked for one: a view that is older proposes no further ask, since it does not show that one.
//
// Free leases are taken up to an equal share; one that nobody took for a failover time is taken
// whatever the share. A live lease is only asked for, and only from a worker that has at least
// two more, so that a balanced fleet stands still.
func (p Policy) Plan(v View, self string, asked, now time.Time) []Move {
	if p.watching(v) {
		return nil
	}
	b := p.count(v, self, now)
	moves := append(b.takes(), b.withdrawals()...)
	if !asked.After(v.Began) {
		moves = append(moves, b.asks()...)
	}
	return moves
}

// watching tells whether a row is held by a worker that is not known to be one of ours and has
// not yet been silent for a failover time: until then nothing is done to the table.
func (p Policy) watching(v View) bool {
	for _, s := range v.rows {
		if s.Unmarked() && !s.Finished() && !p.Expired(s) {
			return true
		}
	}
	return false
}

// A balance is the view by worker: who has how much, an asked lease counting for the asker.
type balance struct {
	policy  Policy
	self    string
	free    []Seen
	held    map[string][]Seen // by the worker it counts for, live leases only
	hung    []Seen            // asked for by self for so long that they no longer count for it
	total   int
	workers int
}

func (p Policy) count(v View, self string, now time.Time) balance {
	b := balance{policy: p, self: self, held: map[string][]Seen{self: nil}}
	for _, s := range v.rows {
		if s.Finished() || !v.ParentsEnded(s.Lease) {
			continue // waiting children would fill every share, and their parents would wait for it
		}
		b.total++
		if p.free(s, self) {
			b.free = append(b.free, s)
			continue
		}
		whose := p.countsFor(s, now)
		b.held[whose] = append(b.held[whose], s)
		if s.Asker() == self && whose != self {
			b.hung = append(b.hung, s)
		}
	}
	b.workers = len(b.held)
	slices.SortFunc(b.free, b.byOwnOrder)
	return b
}

// countsFor is the worker in whose share the row is: the asker, unless the holder's user code has
// not returned within the handoff timeout.
func (p Policy) countsFor(s Seen, now time.Time) string {
	if asker := s.Asker(); asker != "" && now.Sub(s.AskedAt) < p.HandoffTimeout {
		return asker
	}
	return cmp.Or(s.Holder(), s.Owner) // handed over and not yet taken: the next one's
}

func (b *balance) takes() []Move {
	share := (b.total + b.workers - 1) / b.workers
	mine := len(b.held[b.self])
	var moves []Move
	for _, s := range b.free {
		if b.policy.Max > 0 && mine >= b.policy.Max {
			break
		}
		forMe := s.HandedOver() && s.Owner == b.self
		left := s.Last.Sub(s.First) >= b.policy.silence(s.Lease)+b.policy.Failover // nobody else wants it
		if forMe || left || mine < share {
			moves = append(moves, Move{Take, s.Lease})
			b.held[b.self] = append(b.held[b.self], s)
			mine++
		}
	}
	return moves
}

// withdrawals takes back the asks for leases whose user code hangs, once self has its share without
// them: when it returns at last, they would all come to a worker that has enough.
func (b *balance) withdrawals() []Move {
	if len(b.held[b.self]) < b.total/b.workers {
		return nil
	}
	var moves []Move
	for _, s := range b.hung {
		moves = append(moves, Move{Withdraw, s.Lease})
	}
	return moves
}

func (b *balance) asks() []Move {
	floor := b.total / b.workers
	var moves []Move
	for {
		mine := len(b.held[b.self])
		if b.policy.Max > 0 && mine >= b.policy.Max || mine >= floor && len(moves) > 0 {
			return moves
		}
		i, from := b.richest()
		if i < 0 || len(b.held[from]) < mine+2 {
			return moves
		}
		s := b.held[from][i]
		b.held[from] = slices.Delete(b.held[from], i, i+1)
		b.held[b.self] = append(b.held[b.self], s)
		moves = append(moves, Move{Ask, s.Lease})
	}
}

// richest is the worker with the most leases and the one of them to ask for, in an order of
// self's own, so that a fleet does not ask for the same row; -1 if nothing can be asked for.
func (b *balance) richest() (int, string) {
	names := slices.SortedFunc(maps.Keys(b.held), func(x, y string) int {
		return cmp.Or(cmp.Compare(len(b.held[y]), len(b.held[x])), cmp.Compare(order(b.self, x), order(b.self, y)))
	})
	for _, name := range names {
		if name == b.self {
			continue
		}
		best := -1
		for i, s := range b.held[name] {
			if s.Holder() == name && s.Asker() == "" && (best < 0 || b.byOwnOrder(s, b.held[name][best]) < 0) {
				best = i
			}
		}
		if best >= 0 {
			return best, name
		}
	}
	return -1, ""
}

// byOwnOrder puts what is handed to self first, then goes by a hash of worker and key: each
// worker in an order of its own, so that a fleet does not race for a row.
func (b *balance) byOwnOrder(x, y Seen) int {
	return cmp.Or(
		cmp.Compare(b.rank(x), b.rank(y)),
		cmp.Compare(order(b.self, x.Key.String()), order(b.self, y.Key.String())),
		x.Key.Compare(y.Key),
	)
}

func (b *balance) rank(s Seen) int {
	if s.HandedOver() && s.Owner == b.self {
		return 0
	}
	return 1
}

func order(self, name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(self)) // a hash.Hash never fails
	h.Write([]byte{0})
	h.Write([]byte(name))
	return h.Sum64()
}
