package lease

// Laws over random input: terms under clocks of different rates, plans of random fleets, verdicts.

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A watch is a clock of its own rate: what it shows at a true time.
type watch float64

func (w watch) at(truth time.Duration) time.Time {
	return start.Add(time.Duration(float64(truth) * float64(w)))
}

func rate(t *rapid.T, name string) watch {
	return watch(rapid.Float64Range(0.95, 1.05).Draw(t, name))
}

// A duel is one holder that renews and one worker that waits for it to fall silent, on clocks of
// their own. Everything takes time; effect and answer of a write, reading and answer of a listing
// are apart.
type duel struct {
	*rapid.T
	now            time.Duration // true time
	holder, waiter watch
	row            Lease
	slot           Slot
	change         *Change // in flight
	effect, answer time.Duration
	held           bool
	view           View
}

func (d *duel) passes(least, most time.Duration) time.Duration {
	return time.Duration(rapid.Int64Range(int64(least), int64(most)).Draw(d.T, "takes"))
}

// holds lets the holder write until the given time.
func (d *duel) holds(until time.Duration) {
	for d.slot.State() == Holding {
		if d.change == nil {
			if rapid.IntRange(0, 5).Draw(d.T, "renews") == 0 {
				return // it is paused: no more writes for now
			}
			slot, c := d.slot.Write(d.holder.at(d.now))
			d.slot, d.change = slot, &c
			d.effect = d.now + d.passes(0, time.Second)
			d.answer = d.effect + d.passes(0, 4*time.Second)
		}
		if d.effect > until {
			return
		}
		d.happens()
		d.now = max(d.now, min(d.answer, until))
		if d.answer > until {
			return
		}
		d.answered()
		d.now = min(until, d.now+d.passes(0, 4*time.Second))
	}
}

func (d *duel) happens() {
	if !d.held && d.change.Holds(d.row, true) {
		d.row, d.held = d.change.Apply(d.row), true
	}
}

func (d *duel) answered() {
	switch {
	case rapid.IntRange(0, 4).Draw(d.T, "lost") == 0:
		d.slot = d.slot.Unanswered()
	case d.held:
		d.slot = d.slot.Answered(d.row, d.holder.at(d.answer))
	default:
		d.slot = d.slot.Refused(d.row, true, d.holder.at(d.answer))
	}
	d.change, d.held = nil, false
}

// Broken by: Margin 0; a term counted from the answer; a resent write counted from its own sending;
// a silence counted from the beginning of the first read.
func TestTermsOfOneShardNeverOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &duel{T: t, holder: rate(t, "holder's clock"), waiter: rate(t, "waiter's clock")}
		take := Lease{Key: Key{Shard: "s"}}.TakenBy("p~1", "t", ten.Failover, Marks{})
		d.row = take.Next
		d.slot = TakingSlot(ten, take, d.holder.at(0)).Answered(d.row, d.holder.at(0))
		for range 40 {
			began := d.now + d.passes(0, 3*time.Second)
			d.holds(began)
			read := began + d.passes(0, 2*time.Second)
			d.holds(read)
			row := d.row
			answered := read + d.passes(0, 2*time.Second)
			d.holds(answered)
			d.now = answered
			d.view = d.view.Listed([]Lease{row}, d.waiter.at(began), d.waiter.at(answered))
			seen := d.view.Rows()[row.Key]
			if !ten.free(seen, "q~1") || !seen.TakenBy("q~1", "u", ten.Failover, Marks{}).Holds(d.row, true) {
				continue
			}
			if d.slot.At(d.holder.at(answered)).State() == Holding {
				t.Fatalf("at %v the lease can be taken and its holder's term has %v to go", answered,
					d.slot.Term().Ends().Sub(d.holder.at(answered)))
			}
			return
		}
	})
}

// A crew is a fleet as its table: who holds what, with every ask met and every view current.
type crew struct {
	rows    []Lease
	workers []string
}

func someCrew(t *rapid.T) *crew {
	c := &crew{}
	for i := range rapid.IntRange(1, 8).Draw(t, "workers") {
		c.workers = append(c.workers, OwnerName(fmt.Sprint("w", i), rapid.StringMatching("[a-z]{3}").Draw(t, "run")))
	}
	for i := range rapid.IntRange(0, 60).Draw(t, "leases") {
		l := Lease{Key: Key{Shard: fmt.Sprint("s", i)}}
		if owner := rapid.SampledFrom(append(c.workers, "", c.workers[0])).Draw(t, "holder"); owner != "" {
			l = l.TakenBy(owner, "t", ten.Failover, Marks{}).Next
		}
		c.rows = append(c.rows, l)
	}
	return c
}

// round lets each worker plan on what it lists at its turn, or all on one listing.
func (c *crew) round(t *rapid.T) (moves int) {
	together := rapid.Bool().Draw(t, "together")
	v := View{}.Listed(slices.Clone(c.rows), start, start)
	for _, self := range rapid.Permutation(c.workers).Draw(t, "order") {
		if !together {
			v = View{}.Listed(slices.Clone(c.rows), start, start)
		}
		for _, m := range ten.Plan(v, self, time.Time{}, start) {
			c.make(self, m)
			moves++
		}
	}
	return moves
}

func (c *crew) make(self string, m Move) {
	i := slices.IndexFunc(c.rows, func(l Lease) bool { return l.Key == m.Lease.Key })
	take := m.Lease.TakenBy(self, "t", ten.Failover, Marks{})
	if m.Kind == Ask {
		ask := m.Lease.AskedBy(self)
		if !ask.Holds(c.rows[i], true) {
			return
		}
		c.rows[i] = ask.Apply(c.rows[i])
		c.rows[i] = c.rows[i].HandedTo(c.rows[i].Progress()).Apply(c.rows[i])
		take = c.rows[i].TakenBy(self, "t", ten.Failover, Marks{})
	}
	if take.Holds(c.rows[i], true) {
		c.rows[i] = take.Apply(c.rows[i])
	}
}

func (c *crew) loads() (least, most, free int) {
	loads := map[string]int{}
	for _, l := range c.rows {
		if l.Holder() == "" {
			free++
		}
		loads[l.Holder()]++
	}
	least = len(c.rows)
	for _, w := range c.workers {
		least, most = min(least, loads[w]), max(most, loads[w])
	}
	return least, most, free
}

// Broken by: an equal share rounded down.
func TestOneRoundTakesEveryFreeLease(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someCrew(t)
		for _, self := range c.workers { // each by a listing of its own
			v := View{}.Listed(slices.Clone(c.rows), start, start)
			for _, m := range ten.Plan(v, self, time.Time{}, start) {
				if m.Kind == Take {
					c.make(self, m)
				}
			}
		}
		if _, _, free := c.loads(); free != 0 {
			t.Fatalf("%d of %d leases are free after a round of %d workers", free, len(c.rows), len(c.workers))
		}
	})
}

// Broken by: asking from whoever has one more; asking without the floor; counting finished rows.
func TestEveryFleetComesToABalanceAndStandsStill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someCrew(t)
		total := 0
		for round := range 20 {
			least, most, free := c.loads()
			moves := c.round(t)
			if total += moves; total > 4*len(c.rows)+4*len(c.workers) {
				t.Fatalf("%d moves of %d leases by %d workers, and no end", total, len(c.rows), len(c.workers))
			}
			if balanced := free == 0 && most-least <= 1; balanced && moves > 0 {
				t.Fatalf("%d moves of a balanced fleet in round %d", moves, round)
			} else if balanced {
				return
			}
		}
		t.Fatal("no balance after 20 rounds")
	})
}

// someChange is a change of a row that is held, asked for or free.
func someChange(t *rapid.T) Change {
	row := Lease{Key: Key{Shard: "s"}, Counter: rapid.Int64Range(0, 3).Draw(t, "counter"), Position: place(1)}
	owner := rapid.SampledFrom([]string{"p~1", "q~1"}).Draw(t, "owner")
	if rapid.Bool().Draw(t, "held") {
		row = row.TakenBy(owner, rapid.SampledFrom([]string{"t", "u"}).Draw(t, "tenure"), ten.Failover, Marks{}).Next
	}
	if row.Owner != "" && rapid.Bool().Draw(t, "asked") {
		row = row.AskedBy("r~1").Next
	}
	p := upTo(rapid.IntRange(1, 3).Draw(t, "position"))
	switch rapid.SampledFrom([]Kind{Take, Save, HandOver, Release, End, Ask}).Draw(t, "kind") {
	case Save:
		return row.Saved(p)
	case HandOver:
		return row.HandedTo(p)
	case Release:
		return row.Released(p)
	case End:
		return row.Ended(p, []string{"c"}, nil)
	case Ask:
		return row.AskedBy("z~1")
	default:
		return row.TakenBy("z~1", rapid.SampledFrom([]string{"t", "u"}).Draw(t, "new"), ten.Failover, Marks{})
	}
}

// Broken by: Judge of a take without the tenure; of a save that compares only the counter.
func TestAVerdictOfStoredMeansThatEverythingWantedIsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, other := someChange(t), someChange(t)
		row := other.Was
		if other.Holds(row, true) {
			row = other.Apply(row)
		}
		if c.Holds(c.Was, true) {
			if done := c.Apply(c.Was); c.Judge(done, true) != Stored {
				t.Fatalf("%v of %+v made: verdict %v, want stored", c.Kind, c.Was, c.Judge(done, true))
			}
		}
		if c.Kind == Ask || c.Judge(row, true) != Stored {
			return
		}
		if row.Tenure != c.Next.Tenure || row.Counter != c.Next.Counter || row.Position.Before(c.Next.Position) && c.Was.Position != c.Next.Position {
			t.Fatalf("%v to %+v is judged stored of %+v", c.Kind, c.Next, row)
		}
	})
}

// Broken by: Earlier whatever the tenure.
func TestOnlyOurOwnTenureIsAdopted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, other := someChange(t), someChange(t)
		if got := c.Judge(other.Was, true); got == Earlier && (other.Was.Tenure != c.Was.Tenure || other.Was.Counter != c.Was.Counter+1) {
			t.Fatalf("%v of %+v adopts %+v", c.Kind, c.Was, other.Was)
		}
		if got := c.Judge(Lease{}, false); got != Conflict {
			t.Fatalf("%v: a row that is gone: verdict %v", c.Kind, got)
		}
	})
}
