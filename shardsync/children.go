package shardsync

// What the end of a shard does to the table: which children's rows are created with it.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// A Succession is what stands beside SHARD_END in the one transaction that ends a shard.
type Succession struct {
	Children []string      // all children, for the parent's row
	Rows     []lease.Lease // those that have no row yet
	Later    []string      // those that come when their other parent ends, which has yet to begin

	// SyncFirst names parents of a merge that are listed and to which no row leads. If it is not
	// empty the shard must not end yet: its child would find that parent's row absent, take it
	// for ended, and begin before what is in it was read.
	SyncFirst []string
}

// Succeed says what the end of parent does. children are all of its children (Complete tells).
// rows are what consistent reads found of the children and of their other parents; shards is a
// listing, nil if there is none yet. A parent without a row counts as listed unless a listing that
// is younger than the child leaves it out: an older one may be older than that parent, too.
func Succeed(parent lease.Lease, children []Shard, rows []lease.Lease, shards []Shard) Succession {
	g := NewGraph(shards, append(slices.Clone(rows), parent))
	var s Succession
	for _, child := range children {
		s.Children = append(s.Children, child.ID)
		other, waits := g.otherParent(parent.Key.Shard, child, !g.shows(child.ID))
		switch {
		case g.hasRow(child.ID):
		case !waits:
			s.Rows = append(s.Rows, childRow(parent, child))
		case g.ledByRow(other):
			s.Later = append(s.Later, child.ID)
		default:
			s.SyncFirst = append(s.SyncFirst, other)
		}
	}
	return s
}

// otherParent finds a parent of child besides id that may hold records and has no row; unlisted:
// even if it is not listed.
func (g *Graph) otherParent(id string, child Shard, unlisted bool) (string, bool) {
	i := slices.IndexFunc(child.Parents, func(p string) bool {
		return p != id && !g.hasRow(p) && (unlisted || g.Listed(p))
	})
	if i < 0 {
		return "", false
	}
	return child.Parents[i], true
}

// shows tells whether the listing is from after the shard was created: it lists the shard, or a
// newer one if the shard has expired since. Shards are numbered in the order in which they come.
func (g *Graph) shows(id string) bool {
	return slices.ContainsFunc(g.ids, func(other string) bool { return g.Listed(other) && compareIDs(other, id) >= 0 })
}

// ledByRow tells whether an unfinished row leads to the shard, as plan.leads does, but without
// the rows that a plan would create.
func (g *Graph) ledByRow(id string) bool {
	led := map[string]bool{}
	var ask func(string) bool
	ask = func(id string) bool {
		return remember(led, id, func() bool {
			if g.hasRow(id) {
				return g.unfinished(id)
			}
			return slices.ContainsFunc(g.nodes[id].Parents, ask)
		})
	}
	return ask(id)
}

// childRow is the row of a shard whose parent was read: it begins at its beginning, whatever the
// start was, since LATEST would lose what was put between the split and this row.
func childRow(parent lease.Lease, child Shard) lease.Lease {
	row := newRow(child, checkpoint.TrimHorizon(), Start{At: parent.Start})
	row.Key.Stream, row.Marks = parent.Key.Stream, parent.Marks
	return row
}

// Complete tells whether children are all that follow parent: together they cover its hash keys.
// The service has been seen to name one child of two. Where the row does not know its hash keys,
// one child must be a merge's.
func Complete(parent lease.Lease, children []Shard) bool {
	if parent.HashKeys != (lease.HashKeys{}) {
		return covers(parent.HashKeys, hashKeys(children))
	}
	return len(children) > 1 || len(children) == 1 && len(children[0].Parents) == 2
}
