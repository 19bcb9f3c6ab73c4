package dynamodb

// Several writes as one: all or none, in one instant, and what they cost.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// distinct refuses two writes of one item.
func distinct(writes []*write) *wire.Error {
	type target struct {
		table *table
		place place
	}
	seen := map[target]bool{}
	for _, w := range writes {
		t := target{w.table, w.place}
		if seen[t] && w.misfit == nil {
			return refuse("Transaction request cannot include multiple operations on one item")
		}
		seen[t] = true
	}
	return nil
}

// all makes every write, or none and says why. It answers what each costs alone.
func (c *call) all(writes []*write) (used []usage, err *wire.Error) {
	defer lockAll(writes)()
	before, after, reasons := make([]attribute.Map, len(writes)), make([]attribute.Map, len(writes)), make([]reason, len(writes))
	cancelled, bytes := false, 0
	for i, w := range writes {
		before[i] = w.old()
		after[i], err = w.next(before[i])
		err = c.pay(w, before[i], after[i], err, 2)
		reasons[i] = reasonOf(err)
		cancelled = cancelled || err != nil
		bytes += after[i].ItemSize()
	}
	if cancelled {
		return nil, canceled(reasons)
	}
	if bytes > maxTransactionBytes {
		return nil, refuse("Transaction request size exceeded limit of 4MB")
	}
	for i, w := range writes {
		w.store(after[i], c.Now)
		used = append(used, w.table.charge(before[i], after[i]))
	}
	return used, nil
}

// lockAll locks the tables of the writes, in one order for all transactions, and returns what
// unlocks them.
func lockAll(writes []*write) (unlock func()) {
	var tables []*table
	for _, w := range writes {
		if !slices.Contains(tables, w.table) {
			tables = append(tables, w.table)
		}
	}
	slices.SortFunc(tables, compareHomes)
	for _, t := range tables {
		t.mu.Lock()
	}
	return func() {
		for _, t := range tables {
			t.mu.Unlock()
		}
	}
}

// charge is what the writes cost, by the names of their tables: twice what they cost alone.
func (c *call) charge(items []transactWriteItem, used []usage) cost {
	all := cost{totals: map[string]usage{}}
	for i, item := range items {
		name := item.table()
		if _, seen := all.totals[name]; !seen {
			all.names = append(all.names, name)
		}
		all.totals[name] = all.totals[name].plus(used[i], 2)
	}
	return all
}
