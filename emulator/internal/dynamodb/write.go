package dynamodb

// Writes: what PutItem, UpdateItem and DeleteItem do alone, and up to a hundred of them together in
// a transaction.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// maxItem is how large an item may be, names and values, service limit.
const maxItem = 400 << 10

// A write is one item's change and the condition on it, with everything checked that can be
// without the item.
type write struct {
	table     *table
	place     place
	condition expression.Condition
	showOld   bool // in the refusal, if the condition fails
	change    change
	misfit    *wire.Error // what is wrong with the key, seen only with the table
	updates   bool        // by an expression, which words what indexes refuse
	checks    bool        // only: nothing is stored
}

// done is what a write did.
type done struct {
	before, after attribute.Map
	usage         usage
}

// A change is what a write makes of an item, nil for none.
type change func(old attribute.Map) (attribute.Map, *wire.Error)

// next is the item after the write, or why there is none. The table's lock is held.
func (w *write) next(old attribute.Map) (attribute.Map, *wire.Error) {
	if w.misfit != nil {
		return nil, w.misfit
	}
	if !expression.Holds(w.condition, old) {
		return nil, failed(old, w.showOld)
	}
	item, err := w.change(old)
	if err != nil {
		return nil, err
	}
	if w.updates {
		return item, w.table.acceptsUpdate(old, item)
	}
	return item, w.table.accepts(item)
}

// do writes.
func (w *write) do(c *call) (done, *wire.Error) {
	t := w.table
	t.mu.Lock()
	defer t.mu.Unlock()
	before := w.old()
	after, err := w.next(before)
	if err = c.pay(w, before, after, err, 1); err != nil {
		return done{}, err
	}
	w.store(after, c.Now)
	return done{before, after, t.charge(before, after)}, nil
}

// alone does a write that is a request of its own, and answers it. The paths are those that an
// update changed.
func (c *call) alone(w *write, in *returning, table string, paths ...expression.Path) ([]byte, *wire.Error) {
	did, err := w.do(c)
	if err != nil {
		return nil, err
	}
	return in.answer(table, did, paths), nil
}

// old is the item as it is. The table's lock is held.
func (w *write) old() attribute.Map { return w.table.mu.rows.get(w.place, time.Time{}) }

// store puts the item in its place. The table's lock is held.
func (w *write) store(item attribute.Map, now time.Time) {
	if !w.checks {
		w.table.mu.rows.put(w.place, item, now)
	}
}

// storing is the change of a PutItem.
func storing(item attribute.Map) change {
	return func(attribute.Map) (attribute.Map, *wire.Error) { return item, nil }
}

// removal is the change of a DeleteItem.
func removal(attribute.Map) (attribute.Map, *wire.Error) { return nil, nil }

// updateOf is the change of an UpdateItem, which makes an item of the key if there is none.
func updateOf(key attribute.Map, update expression.Update) change {
	return func(old attribute.Map) (attribute.Map, *wire.Error) {
		if old == nil {
			old = key
		}
		item, err := update.Apply(old)
		if err != nil {
			return nil, refused(err)
		}
		if item.TooDeep() {
			return nil, refuse("Nesting Levels have exceeded supported limits")
		}
		if item.ItemSize() > maxItem {
			return nil, refuse("Item size to update has exceeded the maximum allowed size")
		}
		return item, nil
	}
}

// returning is the members about what a write answers.
type returning struct {
	ReturnValues                string
	ReturnConsumedCapacity      string
	ReturnItemCollectionMetrics string
}

func (in *returning) validate(p *problems) {
	p.oneOf("returnValues", in.ReturnValues, "ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")
	p.consumed(in.ReturnConsumedCapacity)
	p.oneOf("returnItemCollectionMetrics", in.ReturnItemCollectionMetrics, "SIZE", "NONE")
}

// onlyOld refuses what only an update can answer.
func (in *returning) onlyOld() *wire.Error {
	switch in.ReturnValues {
	case "", "NONE", "ALL_OLD":
		return nil
	}
	return refuse("ReturnValues can only be ALL_OLD or NONE")
}

// answer is what a write answers. The paths are those that an update changed.
func (in *returning) answer(table string, did done, paths []expression.Path) []byte {
	var out answer
	switch in.ReturnValues {
	case "ALL_OLD":
		out.item("Attributes", did.before)
	case "ALL_NEW":
		out.item("Attributes", did.after)
	case "UPDATED_OLD":
		out.item("Attributes", expression.Project(did.before, paths))
	case "UPDATED_NEW":
		out.item("Attributes", expression.Project(did.after, paths))
	}
	out.consumed(in.ReturnConsumedCapacity, table, did.usage)
	return out.document()
}
