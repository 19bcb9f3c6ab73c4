package shardsync

// The shard graph: what a listing of the stream and the rows of the table say together about who
// descends from whom.

import (
	"cmp"
	"iter"
	"slices"

	"github.com/shardkeeper/shardkeeper/lease"
)

// A Shard is one shard as the service lists it, or as the last page of its parent names it.
type Shard struct {
	ID       string
	Parents  []string // as listed: none, the parent, or the parent and the adjacent parent of a merge
	HashKeys lease.HashKeys
	Closed   bool // it takes no more records; its children do
}

// A Graph is the family of one stream's shards. Rows belong to it as well as the listing: a
// listing lags, so a shard can have a row before it is listed, and keeps it when it no longer is.
type Graph struct {
	nodes    map[string]node
	children map[string][]string // also of parents that are neither listed nor have a row
	ids      []string            // of nodes, in shard order
}

type node struct {
	Shard
	listed bool
	row    lease.Lease
	has    bool // row is there
}

// NewGraph joins a listing and the rows of the same stream.
func NewGraph(shards []Shard, rows []lease.Lease) *Graph {
	g := &Graph{nodes: make(map[string]node, len(shards)), children: map[string][]string{}}
	for _, s := range shards {
		g.nodes[s.ID] = node{Shard: s, listed: true}
	}
	for _, row := range rows {
		n, known := g.nodes[row.Key.Shard]
		if !known {
			n.Shard = Shard{ID: row.Key.Shard, Parents: row.Parents, HashKeys: row.HashKeys}
		}
		n.row, n.has = row, true
		g.nodes[n.ID] = n
	}
	for id, n := range g.nodes {
		g.ids = append(g.ids, id)
		for _, parent := range n.Parents {
			g.children[parent] = append(g.children[parent], id)
		}
	}
	slices.SortFunc(g.ids, compareIDs)
	for _, ids := range g.children {
		slices.SortFunc(ids, compareIDs)
	}
	return g
}

// Listed tells whether the service listed the shard.
func (g *Graph) Listed(id string) bool { return g.nodes[id].listed }

// Children are the listed shards that name id as a parent, in shard order; id itself need not be
// listed any more.
func (g *Graph) Children(id string) []Shard {
	var children []Shard
	for _, child := range g.children[id] {
		if n := g.nodes[child]; n.listed {
			children = append(children, n.Shard)
		}
	}
	return children
}

// Leaves are the listed shards without children, in shard order. One that is closed has children
// which the listing is too old to show.
func (g *Graph) Leaves() []Shard {
	var leaves []Shard
	for _, id := range g.ids {
		if n := g.nodes[id]; n.listed && len(g.children[id]) == 0 {
			leaves = append(leaves, n.Shard)
		}
	}
	return leaves
}

// Ancestors goes up from id, each ancestor once. It ends with the first that is named as a parent
// but is otherwise unknown: what lies above it is no longer listed.
func (g *Graph) Ancestors(id string) iter.Seq[string] {
	return walk(id, func(id string) []string { return g.nodes[id].Parents })
}

// Descendants goes down from id, each descendant once.
func (g *Graph) Descendants(id string) iter.Seq[string] {
	return walk(id, func(id string) []string { return g.children[id] })
}

func walk(from string, next func(string) []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		seen := map[string]bool{from: true}
		for todo := []string{from}; len(todo) > 0; todo = todo[1:] {
			for _, id := range next(todo[0]) {
				if seen[id] {
					continue
				}
				seen[id] = true
				if !yield(id) {
					return
				}
				todo = append(todo, id)
			}
		}
	}
}

// hasRow tells whether the table has a row of the shard.
func (g *Graph) hasRow(id string) bool { return g.nodes[id].has }

// unfinished tells whether the table has a row of the shard with something left to do.
func (g *Graph) unfinished(id string) bool { return g.nodes[id].has && !g.nodes[id].row.Finished() }

// compareIDs is the order in which the service numbers shards: a child is after its parents.
func compareIDs(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }
