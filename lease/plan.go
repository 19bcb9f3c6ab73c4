package lease

import (
	"cmp"
	"hash/fnv"
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
	held    map[string]int    // by the worker it counts for, live leases only
	open    map[string][]Seen // of those, by holder: what nobody asked for yet
	hung    []Seen            // asked for by self for so long that they no longer count for it
	total   int
	workers int
}

func (p Policy) count(v View, self string, now time.Time) balance {
	b := balance{policy: p, self: self, held: map[string]int{self: 0}, open: map[string][]Seen{}}
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
		b.held[whose]++
		if s.Holder() == whose && s.Asker() == "" {
			b.open[whose] = append(b.open[whose], s)
		}
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
	mine := b.held[b.self]
	var moves []Move
	for _, s := range b.free {
		if b.policy.Max > 0 && mine >= b.policy.Max {
			break
		}
		forMe := s.HandedOver() && s.Owner == b.self
		left := s.Last.Sub(s.First) >= b.policy.silence(s.Lease)+b.policy.Failover // nobody else wants it
		if forMe || left || mine < share {
			moves = append(moves, Move{Take, s.Lease})
			mine++
		}
	}
	b.held[b.self] = mine
	return moves
}

// withdrawals takes back the asks for leases whose user code hangs, once self has its share without
// them: when it returns at last, they would all come to a worker that has enough.
func (b *balance) withdrawals() []Move {
	if b.held[b.self] < b.total/b.workers {
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
	sorted := map[string]bool{}
	var moves []Move
	for {
		mine := b.held[b.self]
		if b.policy.Max > 0 && mine >= b.policy.Max || mine >= floor && len(moves) > 0 {
			return moves
		}
		from := b.richest()
		if from == "" || b.held[from] < mine+2 {
			return moves
		}
		if !sorted[from] {
			slices.SortFunc(b.open[from], b.byOwnOrder)
			sorted[from] = true
		}
		moves = append(moves, Move{Ask, b.open[from][0].Lease})
		b.open[from] = b.open[from][1:]
		b.held[from]--
		b.held[b.self]++
	}
}

// richest is the worker with the most leases of those that can be asked for one, "" if there is none.
// Between equals it goes by an order of self's own, so that a fleet does not ask the same worker.
func (b *balance) richest() string {
	richest := ""
	for name, open := range b.open {
		if len(open) > 0 && name != b.self && (richest == "" || b.richer(name, richest)) {
			richest = name
		}
	}
	return richest
}

func (b *balance) richer(x, y string) bool {
	if b.held[x] != b.held[y] {
		return b.held[x] > b.held[y]
	}
	return order(b.self, x) < order(b.self, y)
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
