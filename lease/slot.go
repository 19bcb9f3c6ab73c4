package lease

import (
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A Slot is one tenure as its holder sees it: the row as last answered, the term it gives, and
// what is to be written next. At most one write is in flight; wishes made meanwhile merge. It is
// a value without clock or I/O: the Keeper's shell asks it what to write, writes, and tells it
// what came back. The explored small world drives this same code. What it points to is never
// changed: a Slot is copied at each step, on the stack of a goroutine that every lease has.
type Slot struct {
	policy Policy
	row    *Lease
	term   Term
	want   checkpoint.Progress
	urgent bool // someone waits for want to be stored
	final  Final

	writing  bool
	change   *Change
	began    time.Time // of the write in flight, or of the last one
	doubt    time.Time // beginning of the earliest write whose fate is not known; zero: none
	failures int       // writes in a row that got no answer
	state    SlotState
}

// A SlotState is how far a tenure has come.
type SlotState int

// The states of a tenure. Over and Gone are final: an ended tenure never resumes.
const (
	Taking  SlotState = iota // its first write has no answer yet
	Holding                  // the lease is held
	Over                     // its last write is stored
	Gone                     // lost: its term ended, or the row is someone else's
)

func (s SlotState) String() string {
	return [...]string{"taking", "holding", "over", "gone"}[s]
}

// A Final is how a tenure shall end, once user code has returned.
type Final struct {
	How      How
	Progress checkpoint.Progress // the last; if nothing was done, Lease.Progress of the row as taken
	Children []string            // of How Finish: ids of the shards that go on
	Rows     []Lease             // of How Finish: their rows, to be created where missing
}

// How a tenure ends.
type How int

// A tenure ends by being left, to the one who asked or to anyone; by SHARD_END; or by the
// processor going away after the lease was lost, when nothing is left to write.
const (
	Stay How = iota
	Leave
	Finish
	Abandon
)

// TakingSlot begins a tenure: take was sent at began.
func TakingSlot(p Policy, take Change, began time.Time) Slot {
	return Slot{
		policy: p, row: &take.Was, term: p.Term(began), change: &take, writing: true, began: began, doubt: began,
		want: take.Was.Progress(),
	}
}

// State is how far the tenure has come.
func (s Slot) State() SlotState { return s.state }

// Lease is the row as last answered.
func (s Slot) Lease() Lease { return *s.row }

// Term is what the last answered write gives.
func (s Slot) Term() Term { return s.term }

// Asked tells whether another worker asked for the lease.
func (s Slot) Asked() bool { return s.state == Holding && s.row.Asker() != "" }

// Stored tells whether the row holds all of p.
func (s Slot) Stored(p checkpoint.Progress) bool {
	return !ahead(p.Position, s.row.Position) && samePending(s.row.Pending, p.Pending)
}

// bore tells whether the row holds what the last write carried, however much was wished for since.
func (s Slot) bore() bool { return s.Stored(s.change.Next.Progress()) }

// returned tells whether user code has: the next write is the last.
func (s Slot) returned() bool { return s.final.How != Stay }

// lost is the slot once its holder gives the lease up without a word in the table.
func (s Slot) lost() Slot {
	if s.state != Over {
		s.state = Gone
	}
	return s
}

// Saving is the slot with p as the newest progress to store. urgent asks for it to be written
// without waiting for the checkpoint interval.
func (s Slot) Saving(p checkpoint.Progress, urgent bool) Slot {
	s.want = s.onTo(p)
	s.urgent = s.urgent || urgent
	return s
}

// onTo is p, but not behind what was wished for before: a position never goes back, and a sentinel
// never replaces another, so a tenure that did nothing leaves the place where the shard begins.
func (s Slot) onTo(p checkpoint.Progress) checkpoint.Progress {
	if !ahead(p.Position, s.want.Position) {
		p.Position = s.want.Position
	}
	return p
}

func ahead(p, of checkpoint.Position) bool {
	return (p.IsSequence() || p.IsShardEnd()) && of.Before(p)
}

// Ending is the slot after user code has returned: the next write is the last. An abandoned tenure
// writes no more; its row falls silent.
func (s Slot) Ending(f Final) Slot {
	if f.How == Abandon {
		s = s.lost()
	}
	s.final, s.want = f, s.onTo(f.Progress)
	return s
}

// At is the slot at now: gone if its term has ended.
func (s Slot) At(now time.Time) Slot {
	if (s.state == Holding || s.state == Taking) && !s.term.Live(now) {
		s.state = Gone
	}
	return s
}

// Due is when Write will have something to write; zero while a write is in flight or after the end.
func (s Slot) Due() time.Time {
	if s.writing || s.state != Holding {
		return time.Time{}
	}
	now := s.began // any time not after now: due at once
	switch {
	case s.failures > 0:
		return s.began.Add(s.policy.retryAfterFailures(s.failures))
	case s.final.How != Stay, s.urgent && !s.Stored(s.want):
		return now
	case !s.Stored(s.want):
		return s.began.Add(min(s.policy.CheckpointInterval, s.policy.RenewEvery()))
	default:
		return s.began.Add(s.policy.RenewEvery())
	}
}

// Write is the slot with its next write in flight, begun at now, and that write.
func (s Slot) Write(now time.Time) (Slot, Change) {
	change := s.next()
	s.change, s.writing, s.urgent = &change, true, false
	s.began = now
	return s, change
}

func (s Slot) next() Change {
	switch {
	case s.final.How == Finish:
		return s.row.Ended(s.want, s.final.Children, s.final.Rows)
	case s.final.How == Leave && s.row.Asker() != "":
		return s.row.HandedTo(s.want)
	case s.final.How == Leave:
		return s.row.Released(s.want)
	default:
		return s.row.Saved(s.want)
	}
}

// Answered is the slot after the write in flight was answered with row at now.
func (s Slot) Answered(row Lease, now time.Time) Slot {
	return s.stored(row, s.began, now)
}

// Refused is the slot after the condition of the write in flight failed: row is what is there.
func (s Slot) Refused(row Lease, exists bool, now time.Time) Slot {
	began := s.began
	if !s.doubt.IsZero() {
		began = s.doubt // it may have been any of those that were sent since
	}
	switch s.change.Judge(row, exists) {
	case Stored:
		return s.stored(row, began, now)
	case Earlier:
		s.urgent = true // what this write bore may have been waited for
		return s.stored(row, began, now)
	case AskChanged:
		s.writing, s.failures, s.row = false, 0, &row
		return s
	default:
		s.writing, s.state = false, Gone
		return s
	}
}

// Unanswered is the slot after the write in flight got no answer: it may have worked, may yet
// work, or neither.
func (s Slot) Unanswered() Slot {
	s.writing, s.failures = false, s.failures+1
	if s.doubt.IsZero() {
		s.doubt = s.began
	}
	if s.state == Taking {
		s.state = Gone // the shell reads the row before it comes to this
	}
	return s
}

func (s Slot) stored(row Lease, began, now time.Time) Slot {
	ended := s.change.Final() && row.Tenure == ""
	s = s.At(now)
	s.writing, s.failures, s.doubt = false, 0, time.Time{}
	switch {
	case ended:
		s.state = Over // user code has returned: nothing is read under this term any more
	case s.state == Gone:
		return s // an answer that comes after its term gives nothing
	default:
		s.state = Holding
		if term := s.policy.Term(began); term.end.After(s.term.end) {
			s.term = term
		}
	}
	s.row = &row
	return s
}
