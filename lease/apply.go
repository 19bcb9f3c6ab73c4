package lease

// What a change means to a table, as pure functions: the in-memory table and the explored small
// world run them, the DynamoDB table turns the same rules into expressions, and one suite of
// tests (leasetest) holds the two together.

import (
	"bytes"
	"slices"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Holds tells whether the change's condition is true of row.
func (c Change) Holds(row Lease, exists bool) bool {
	if c.Kind == Create {
		return !exists
	}
	if !exists {
		return false
	}
	switch c.Kind {
	case Take, Mark:
		return row.Counter == c.Was.Counter
	case Save, Release, End:
		return row.Counter == c.Was.Counter && row.Tenure == c.Was.Tenure
	case HandOver:
		return row.Counter == c.Was.Counter && row.Tenure == c.Was.Tenure &&
			row.Owner == c.Was.Owner && row.CheckpointOwner == c.Was.CheckpointOwner
	case Ask:
		return row.Owner == c.Was.Owner && row.CheckpointOwner == ""
	case Withdraw:
		return row.Owner == c.Was.Owner && row.CheckpointOwner == c.Was.CheckpointOwner
	case Delete:
		return row.Counter == c.Was.Counter && row.Finished()
	default:
		return false
	}
}

// EndsAsk tells whether the change clears the columns of an ask even if it has not seen one.
func (c Change) EndsAsk() bool { return c.Kind == Take || c.Kind == Release || c.Kind == End }

// Apply is the row after the change, whose condition holds of it: only what differs between Was
// and Next is written, so that what another wrote meanwhile (an ask, news) stays.
func (c Change) Apply(row Lease) Lease {
	if c.Kind == Create {
		return c.Next
	}
	was, next := c.Was, c.Next
	set(&row.Owner, was.Owner, next.Owner)
	set(&row.CheckpointOwner, was.CheckpointOwner, next.CheckpointOwner)
	set(&row.Counter, was.Counter, next.Counter)
	set(&row.OwnerSwitches, was.OwnerSwitches, next.OwnerSwitches)
	set(&row.Position, was.Position, next.Position)
	set(&row.HashKeys, was.HashKeys, next.HashKeys)
	set(&row.Tenure, was.Tenure, next.Tenure)
	set(&row.Failover, was.Failover, next.Failover)
	if !samePending(was.Pending, next.Pending) {
		row.Pending = next.Pending
	}
	if !slices.Equal(was.Children, next.Children) {
		row.Children = next.Children
	}
	if !was.Start.Equal(next.Start) {
		row.Start = next.Start
	}
	if !was.Done.Equal(next.Done) {
		row.Done = next.Done
	}
	if !sameMarks(was.Marks, next.Marks) {
		row.Marks = next.Marks
	}
	if c.EndsAsk() {
		row.Owner, row.CheckpointOwner = next.Owner, ""
	}
	return row
}

func set[T comparable](to *T, was, next T) {
	if was != next {
		*to = next
	}
}

// A Verdict is what a failed condition means.
type Verdict int

// A condition fails because the write had already worked (its answer was lost), because an
// earlier write of ours worked after all, because only the ask is another than was thought, or
// because the row is someone else's.
const (
	Conflict Verdict = iota
	Stored
	Earlier
	AskChanged
)

func verdict(stored bool) Verdict {
	if stored {
		return Stored
	}
	return Conflict
}

// Judge says what a failed condition means, from the row as it is. It is Stored only if every
// attribute that was wanted is there, tenure included; Earlier if the row is our tenure one
// write on with other content: then that write is adopted and what is missing is written.
func (c Change) Judge(row Lease, exists bool) Verdict {
	switch {
	case c.Kind == Delete && !exists:
		return Stored
	case !exists:
		return Conflict
	case c.Kind == Create:
		return Conflict
	case c.Kind == Ask || c.Kind == Withdraw: // the holder may have written since
		return verdict(row.Owner == c.Next.Owner && row.CheckpointOwner == c.Next.CheckpointOwner)
	case c.Kind == Take: // its tenure is random, so nobody else wrote it; the row may have been asked for since
		return verdict(row.Counter == c.Next.Counter && row.Tenure == c.Next.Tenure)
	case same(c.Apply(row), row) && row.Counter == c.Next.Counter && row.Tenure == c.Next.Tenure:
		return Stored
	case c.Kind == HandOver && row.Tenure == c.Was.Tenure && row.Counter == c.Was.Counter:
		return AskChanged
	case (c.Kind == Save || c.Final()) && row.Tenure == c.Was.Tenure && row.Counter == c.Was.Counter+1:
		return Earlier
	default:
		return Conflict
	}
}

func same(a, b Lease) bool {
	return a.Key == b.Key && a.Owner == b.Owner && a.CheckpointOwner == b.CheckpointOwner &&
		a.Counter == b.Counter && a.OwnerSwitches == b.OwnerSwitches && a.Position == b.Position &&
		samePending(a.Pending, b.Pending) && sameSet(a.Children, b.Children) &&
		a.HashKeys == b.HashKeys && a.Tenure == b.Tenure && a.Failover == b.Failover &&
		a.Start.Equal(b.Start) && a.Done.Equal(b.Done) && sameMarks(a.Marks, b.Marks)
}

// sameSet compares what a table keeps as a set: it may come back in another order than it was written.
func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func samePending(a, b *checkpoint.Pending) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Position == b.Position && bytes.Equal(a.State, b.State)
}

func sameMarks(a, b Marks) bool {
	return a.Format == b.Format && a.StreamARN == b.StreamARN && a.Created.Equal(b.Created)
}
