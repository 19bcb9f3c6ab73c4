package dynamodb

// Payment: reads and writes of items against the budgets of tables and global indexes.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// limits: is what this request does with the table limited? The lock is held.
func (t *table) limits(c *call) bool { return c.strict() && t.mu.onDemand.IsZero() }

// read is the item at a place, paid for.
func (c *call) read(t *table, p place, consistent bool) (attribute.Map, *wire.Error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return c.look(t, p, consistent, 1)
}

// look is read with the lock held. It pays so many times: twice in a transaction.
func (c *call) look(t *table, p place, consistent bool, times float64) (attribute.Map, *wire.Error) {
	if err := c.canRead(view{table: t}); err != nil {
		return nil, err
	}
	item := t.mu.rows.get(p, c.asOf(consistent))
	c.payRead(view{table: t}, usage{table: times * readUnits(item.ItemSize(), consistent)})
	return item, nil
}

// canRead refuses a read of a table or index that still works off what was read before. The lock is
// held.
func (c *call) canRead(v view) *wire.Error {
	switch {
	case !v.table.limits(c):
		return nil
	case v.index == nil || v.index.local:
		if !v.table.pace.canRead(c.Now) {
			return slowTable()
		}
	case !v.index.pace.canRead(c.Now):
		return slowIndex()
	}
	return nil
}

// payRead takes a read into account. A local index has its table's capacity. The lock is held.
func (c *call) payRead(v view, cost usage) {
	if !v.table.limits(c) {
		return
	}
	units := cost.table
	for _, n := range cost.local {
		units += n.CapacityUnits
	}
	if units > 0 {
		v.table.pace.read(c.Now, units, v.table.mu.throughput.ReadCapacityUnits)
	}
	for _, n := range cost.global {
		v.index.pace.read(c.Now, n.CapacityUnits, v.index.throughput.ReadCapacityUnits)
	}
}

// page is what a listing finds in a view, paid for. The lock is held.
func (c *call) page(v view, p plan, in *listing) (page, *wire.Error) {
	if err := c.canRead(v); err != nil {
		return page{}, err
	}
	found := v.collect(v.list(p.span, c.asOf(in.ConsistentRead)), p, c.limit(in.Limit))
	c.payRead(v, found.usage(v, in.ConsistentRead))
	return found, nil
}

// pay takes a write into account, so many times: twice in a transaction. It answers why the write is
// not made: because it was refused, or because the table or a global index that it changes has no
// capacity. A write whose condition failed costs what one that changes nothing does. The lock is held.
func (c *call) pay(w *write, before, after attribute.Map, refused *wire.Error, times float64) *wire.Error {
	t := w.table
	switch {
	case !t.limits(c):
		return refused
	case refused != nil && refused.Type != conditionFailed:
		return refused
	case refused != nil:
		after = before
	}
	cost := t.charge(before, after)
	if err := t.canWrite(c, cost); err != nil {
		return err
	}
	t.pace.wrote(c.Now, times*cost.table, t.mu.throughput.WriteCapacityUnits)
	for name, n := range cost.global {
		ix := t.index(name)
		ix.pace.wrote(c.Now, times*n.CapacityUnits, ix.throughput.WriteCapacityUnits)
	}
	return refused
}

func (t *table) canWrite(c *call, cost usage) *wire.Error {
	if !t.pace.canWrite(c.Now) {
		return slowTable()
	}
	for name := range cost.global {
		if !t.index(name).pace.canWrite(c.Now) {
			return slowIndex()
		}
	}
	return nil
}

// writeUnits is what an item's change costs an index: nothing if its entry stays as it is, and two
// writes if the entry moves.
func (ix *index) writeUnits(table schema, before, after attribute.Map) float64 {
	was, is := before != nil && ix.holds(before), after != nil && ix.holds(after)
	old, new := ix.project(table, before), ix.project(table, after)
	switch {
	case !was && !is:
		return 0
	case !is:
		return writeUnits(old.ItemSize(), 0)
	case !was:
		return writeUnits(0, new.ItemSize())
	case ix.locate(table, before) != ix.locate(table, after):
		return writeUnits(old.ItemSize(), 0) + writeUnits(0, new.ItemSize())
	case attribute.Equal(old, new):
		return 0
	}
	return writeUnits(old.ItemSize(), new.ItemSize())
}
