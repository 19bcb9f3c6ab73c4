package shardsync

// The end of the story: shards that the service no longer keeps, and rows that may be deleted.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/lease"
)

// Gone finds the rows whose unfinished shard the service no longer keeps: its records expired
// before they were read. Both listings, taken seconds apart of one incarnation of the stream, must
// say so. Each such row is to be ended by its holder, with the children that are still listed
// (Graph.Children); without that they would wait for it for ever.
func Gone(rows []lease.Lease, first, second []Shard) []lease.Lease {
	return slices.DeleteFunc(vanished(rows, first, second), lease.Lease.Finished)
}

// vanished are the rows whose shard neither listing shows although it could.
func vanished(rows []lease.Lease, first, second []Shard) []lease.Lease {
	a, b := NewGraph(first, rows), NewGraph(second, rows)
	var gone []lease.Lease
	for _, row := range rows {
		if a.expired(row) && b.expired(row) {
			gone = append(gone, row)
		}
	}
	return gone
}

// expired tells whether retention explains that the shard is not listed. Shards expire oldest
// first and the newest are open: so a shard whose parent is listed, or than which none is newer,
// is not old but so new that the listing does not show it yet.
func (g *Graph) expired(row lease.Lease) bool {
	id := row.Key.Shard
	return !g.Listed(id) && !slices.ContainsFunc(row.Parents, g.Listed) &&
		slices.ContainsFunc(g.ids, func(other string) bool { return g.Listed(other) && compareIDs(other, id) > 0 })
}

// Deletable finds the finished rows that nothing depends on any more, in the order of rows. A row
// is kept for its children, which begin when they find it finished or absent, and so that nobody
// thinks its shard unread. So it may go once
//   - every child has a row and has progressed beyond its start, and the row's own parents' rows
//     are gone (the Java KCL's three conditions), or
//   - the shard is gone by two listings (second is nil if there was one: then none is), and every
//     child that is still listed has a row.
//
// An unfinished row is never among them.
func Deletable(rows []lease.Lease, first, second []Shard) []lease.Lease {
	g := NewGraph(first, rows)
	var gone []lease.Lease
	if second != nil {
		g = NewGraph(second, rows)
		gone = vanished(rows, first, second)
	}
	isGone := func(row lease.Lease) bool {
		return slices.ContainsFunc(gone, func(l lease.Lease) bool { return l.Key == row.Key })
	}
	var deletable []lease.Lease
	for _, row := range rows {
		if row.Finished() && (g.passedOn(row) || isGone(row) && g.listedChildrenHaveRows(row)) {
			deletable = append(deletable, row)
		}
	}
	return deletable
}

// passedOn is the Java KCL's conditions.
func (g *Graph) passedOn(row lease.Lease) bool {
	children := slices.Clone(row.Children)
	for _, child := range g.Children(row.Key.Shard) {
		children = append(children, child.ID)
	}
	return len(children) > 0 &&
		!slices.ContainsFunc(children, func(id string) bool { return !g.begun(id) }) &&
		!slices.ContainsFunc(row.Parents, g.hasRow)
}

// begun tells whether something of the shard is done: it no longer needs its parents' rows.
func (g *Graph) begun(id string) bool {
	n := g.nodes[id]
	return n.has && (n.row.Position.IsSequence() || n.row.Finished())
}

func (g *Graph) listedChildrenHaveRows(row lease.Lease) bool {
	return !slices.ContainsFunc(g.Children(row.Key.Shard), func(s Shard) bool { return !g.hasRow(s.ID) })
}
