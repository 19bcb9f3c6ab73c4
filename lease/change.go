package lease

import (
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A Kind is what a change of the table is for. It decides the condition (condition in apply.go).
type Kind int

// The changes that a table knows. What each is conditional on stands beside it; every condition
// is also on the row's existence, Create's on its absence.
const (
	Take     Kind = iota + 1 // counter; ends any ask
	Save                     // counter, tenure; never touches the columns of an ask
	HandOver                 // counter, tenure, the ask as seen
	Release                  // counter, tenure; ends any ask
	End                      // counter, tenure; ends any ask; creates the missing children with it
	Ask                      // owner as seen, no other ask; leaves the counter alone
	Withdraw                 // the ask as seen; leaves the counter alone
	Create                   // no row
	Delete                   // counter, SHARD_END
	Mark                     // counter; attributes that nobody's tenure depends on
)

var kindNames = [...]string{"", "take", "save", "hand over", "release", "end", "ask", "withdraw", "create", "delete", "mark"}

func (k Kind) String() string { return kindNames[k] }

// A Change is a write as a value: what the row was when it was last seen, what it shall be. A
// table writes only what differs between the two.
type Change struct {
	Kind     Kind
	Was      Lease
	Next     Lease
	Children []Lease // of End: rows to create in the same transaction, where they are missing
}

// Final tells whether the change ends a tenure: it is the last write of it, and the only one
// that is ever sent again.
func (c Change) Final() bool { return c.Kind == HandOver || c.Kind == Release || c.Kind == End }

// TakenBy is the first write of a tenure: of a free row, a handed-over one, or one whose holder
// was silent for its failover time. random makes the tenure; failover is the taker's own.
func (l Lease) TakenBy(owner, random string, failover time.Duration, marks Marks) Change {
	next := l
	if l.Owner != owner || l.CheckpointOwner != "" {
		next.OwnerSwitches++
	}
	next.Owner, next.CheckpointOwner = owner, ""
	next.Tenure = tenureOf(owner, random)
	next.Failover = failover
	next.Marks = marks
	next.Counter++
	return Change{Kind: Take, Was: l, Next: next}
}

// Saved renews the tenure and stores the progress with it: a checkpoint is a renewal that also
// moves the position.
func (l Lease) Saved(p checkpoint.Progress) Change {
	return Change{Kind: Save, Was: l, Next: l.progressed(p)}
}

// HandedTo ends the tenure in favour of the one who asked.
func (l Lease) HandedTo(p checkpoint.Progress) Change {
	next := l.progressed(p)
	next.CheckpointOwner, next.Tenure = "", ""
	next.OwnerSwitches++
	return Change{Kind: HandOver, Was: l, Next: next}
}

// Released ends the tenure and leaves the row to anyone.
func (l Lease) Released(p checkpoint.Progress) Change {
	next := l.progressed(p)
	next.Owner, next.CheckpointOwner, next.Tenure = "", "", ""
	return Change{Kind: Release, Was: l, Next: next}
}

// Ended stores SHARD_END and creates the children that have no row yet.
func (l Lease) Ended(p checkpoint.Progress, children []string, rows []Lease) Change {
	p.Position, p.Pending = checkpoint.ShardEnd(), nil
	next := l.progressed(p)
	next.Owner, next.CheckpointOwner, next.Tenure = "", "", ""
	if len(children) > 0 {
		next.Children = children
	}
	return Change{Kind: End, Was: l, Next: next, Children: rows}
}

// AskedBy asks the holder to hand the lease to owner.
func (l Lease) AskedBy(owner string) Change {
	next := l
	next.CheckpointOwner, next.Owner = l.Owner, owner
	return Change{Kind: Ask, Was: l, Next: next}
}

// Withdrawn takes an ask back.
func (l Lease) Withdrawn() Change {
	next := l
	next.Owner, next.CheckpointOwner = l.CheckpointOwner, ""
	return Change{Kind: Withdraw, Was: l, Next: next}
}

// Created is a row for a shard that has none.
func (l Lease) Created() Change { return Change{Kind: Create, Next: l} }

// Deleted removes a finished row.
func (l Lease) Deleted() Change { return Change{Kind: Delete, Was: l} }

// Marked writes attributes on which no tenure depends (children, hash keys, marks) while nobody
// else writes: it is conditional on the counter but leaves it alone.
func (l Lease) Marked(next Lease) Change { return Change{Kind: Mark, Was: l, Next: next} }

// progressed is l one write of its holder later.
func (l Lease) progressed(p checkpoint.Progress) Lease {
	next := l
	next.Counter++
	if p.Position != l.Position {
		next.Position, next.OwnerSwitches = p.Position, 0
	}
	next.Pending = p.Pending
	if p.Done.After(next.Done) {
		next.Done = p.Done
	}
	return next
}

// key is the row that the change is about.
func (c Change) key() Key {
	if c.Kind == Create {
		return c.Next.Key
	}
	return c.Was.Key
}
