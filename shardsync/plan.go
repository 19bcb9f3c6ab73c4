package shardsync

// Which leases should exist and do not.

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// ErrIncomplete says that a listing does not show a shard for every hash key: it was taken while
// the stream was resharded. Nothing may be concluded from it; list again.
var ErrIncomplete = errors.New("the listing does not cover the hash range")

// Plan says which rows a table lacks, in shard order. shards is all that the service lists, rows
// all that the table has of this stream. Of the new rows the caller fills in Key.Stream and Marks.
//
// A shard needs a row of its own only if none of its ancestors will lead to it: children come as
// their parents end. So a plan never holds a shard and its ancestor, and all of it may be written
// at once without breaking the rule that rows are created parents first.
func Plan(shards []Shard, rows []lease.Lease, start Start) ([]lease.Lease, error) {
	p, err := newPlan(shards, rows, start)
	if err != nil {
		return nil, err
	}
	return p.missing(), nil
}

// A plan is the graph while it is judged. Its maps remember answers, and end a walk in a graph
// that is broken enough to have a circle.
type plan struct {
	*Graph
	start  Start
	open   map[string]bool // shards at which the start begins; nil: not known
	led    map[string]bool // a row leads to it, or shall
	below  map[string]bool // a descendant has a row
	above  map[string]bool // an ancestor has a row
	before map[string]bool // a descendant is in open
	create map[string]bool
}

func newPlan(shards []Shard, rows []lease.Lease, start Start) (*plan, error) {
	if err := start.check(); err != nil {
		return nil, err
	}
	p := &plan{
		Graph: NewGraph(shards, rows), start: start.Of(rows), open: map[string]bool{}, led: map[string]bool{},
		below: map[string]bool{}, above: map[string]bool{}, before: map[string]bool{}, create: map[string]bool{},
	}
	leaves, err := wholeLeaves(shards)
	if err != nil {
		return nil, err
	}
	for _, id := range p.start.Open {
		p.open[id] = true
	}
	if len(rows) == 0 && p.start.From.IsLatest() && p.start.Open == nil {
		for _, s := range leaves {
			p.open[s.ID] = true
		}
	}
	for _, id := range p.ids {
		p.leads(id)
	}
	return p, nil
}

// wholeLeaves are the leaves of a listing, which cover every hash key: keys without one are those
// of a shard which the listing is too old to show.
func wholeLeaves(shards []Shard) ([]Shard, error) {
	leaves := NewGraph(shards, nil).Leaves()
	holes, err := Holes(hashKeys(leaves))
	switch {
	case err != nil:
		return nil, fmt.Errorf("shardsync: read the listing: %w", err)
	case len(holes) > 0:
		return nil, fmt.Errorf("shardsync: hash keys %s to %s: %w", holes[0].Starting, holes[0].Ending, ErrIncomplete)
	default:
		return leaves, nil
	}
}

// leads tells whether a row leads to the shard: its own, or that of an ancestor which will create
// it by ending. If none does and the shard has something to be read, its row is to be created.
func (p *plan) leads(id string) bool {
	if known, asked := p.led[id]; asked {
		return known
	}
	p.led[id] = false
	n := p.nodes[id]
	switch {
	case n.has:
		p.led[id] = !n.row.Finished() // below a finished row each child is judged by itself
	case slices.ContainsFunc(n.Parents, p.leads):
		p.led[id] = true
	case !n.listed, p.rowBelow(id), p.endedBeforeStart(id):
		// it cannot be read any more, it has been, or nobody wants it
	default:
		p.led[id], p.create[id] = true, true
	}
	return p.led[id]
}

// rowBelow tells whether a descendant has a row. Then the shard was read to its end, and its row
// deleted: to create it again would read it again, and hold up what is behind it.
func (p *plan) rowBelow(id string) bool {
	return remember(p.below, id, func() bool {
		return slices.ContainsFunc(p.children[id], func(c string) bool { return p.hasRow(c) || p.rowBelow(c) })
	})
}

// rowAbove tells whether an ancestor has a row.
func (p *plan) rowAbove(id string) bool {
	return remember(p.above, id, func() bool {
		return slices.ContainsFunc(p.nodes[id].Parents, func(c string) bool { return p.hasRow(c) || p.rowAbove(c) })
	})
}

// endedBeforeStart tells whether the start begins at descendants of the shard and not at it.
func (p *plan) endedBeforeStart(id string) bool { return !p.open[id] && p.openBelow(id) }

func (p *plan) openBelow(id string) bool {
	return remember(p.before, id, func() bool {
		return slices.ContainsFunc(p.children[id], func(c string) bool { return p.open[c] || p.openBelow(c) })
	})
}

func remember(answers map[string]bool, id string, ask func() bool) bool {
	if known, asked := answers[id]; asked {
		return known
	}
	answers[id] = false
	answers[id] = ask()
	return answers[id]
}

// missing is the rows to create, in shard order.
func (p *plan) missing() []lease.Lease {
	var rows []lease.Lease
	for _, id := range slices.SortedFunc(maps.Keys(p.create), compareIDs) {
		at := p.start.From
		if p.rowAbove(id) {
			at = checkpoint.TrimHorizon() // it continues what was read: the start would leave a gap
		}
		rows = append(rows, newRow(p.nodes[id].Shard, at, p.start))
	}
	return rows
}

// newRow is a row that nobody holds. Every row keeps the time at which its table began, so that
// the table still knows it when its first rows are deleted.
func newRow(s Shard, at checkpoint.Position, start Start) lease.Lease {
	return lease.Lease{
		Key: lease.Key{Shard: s.ID}, Position: at, Parents: s.Parents, HashKeys: s.HashKeys, Start: start.At,
	}
}
