package dynamodb

// Secondary indexes. An index is a view: it is worked out of the table when someone reads it, so it
// cannot disagree with the table, has a past because the table has one, and costs writes nothing.
// For the few thousand items of a lease table that is a matter of microseconds.

import (
	"iter"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// An index is a second key for the items of a table.
type index struct {
	name       string
	schema     schema
	projection projection
	local      bool // shares the table's hash key, and can be read consistently
	throughput throughput
	status     string
	decreases  day
	filling    bool // CREATING, and past the first part of it: Backfilling
	pace       pace
}

// A projection is which attributes an index has, besides the keys.
type projection struct {
	ProjectionType   string
	NonKeyAttributes []string `json:",omitempty"`
}

// shows tells whether an index has an attribute of its table's items.
func (ix *index) shows(table schema, name string) bool {
	return ix.projection.ProjectionType == "ALL" || ix.schema.has(name) || table.has(name) ||
		slices.Contains(ix.projection.NonKeyAttributes, name)
}

// project is an item as the index has it.
func (ix *index) project(table schema, item attribute.Map) attribute.Map {
	if ix.projection.ProjectionType == "ALL" {
		return item
	}
	return slices.DeleteFunc(slices.Clone(item), func(m attribute.Member) bool { return !ix.shows(table, m.Name) })
}

// holds tells whether an item is in the index: it has the index's key, in the right types.
func (ix *index) holds(item attribute.Map) bool {
	for _, part := range ix.schema.parts() {
		if v := item.Get(part.name); v == nil || v.Type() != part.kind {
			return false
		}
	}
	return true
}

// locate is the place of an item in the index.
func (ix *index) locate(table schema, item attribute.Map) place {
	p := ix.schema.placeOf(item)
	p.row = table.placeOf(item).joined()
	return p
}

// view is the entries of the index that a span holds, in its direction; whole is with all that the
// table has of each.
func (ix *index) view(table schema, rows *rows, s span, at time.Time, whole bool) iter.Seq[entry] {
	var found []entry
	for e := range rows.list(span{}, at) {
		if !ix.holds(e.item) {
			continue
		}
		if p := ix.locate(table, e.item); s.holds(p) && s.beyond(p) {
			if !whole {
				e.item = ix.project(table, e.item)
			}
			found = append(found, entry{p, e.item})
		}
	}
	slices.SortFunc(found, func(a, b entry) int { return a.place.compare(b.place) })
	if s.backward {
		slices.Reverse(found)
	}
	return slices.Values(found)
}

// acceptsUpdate is accepts for what an update makes, in the service's other words. Only what it changed
// can be wrong: there may be items older than the index that do not fit it.
func (ix *index) acceptsUpdate(old, item attribute.Map) *wire.Error {
	for _, part := range ix.schema.parts() {
		v := item.Get(part.name)
		switch {
		case v == nil, attribute.Equal(v, old.Get(part.name)):
		case v.Type() != part.kind:
			return refuse("The update expression attempted to update the secondary index key to unsupported type")
		case attribute.Size(v) == 0:
			return refuse("One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty %s value.",
				wordOf(part.kind))
		case ix.schema.fits(item) != nil:
			return refuse("The update expression attempted to update the secondary index key beyond allowed size limits")
		}
	}
	return nil
}

// wordOf is what messages call a type of key that can be empty.
func wordOf(kind attribute.Type) string {
	return map[attribute.Type]string{attribute.TypeString: "string", attribute.TypeBinary: "binary"}[kind]
}

// accepts refuses an item that has an attribute of the index's key, but as another type or empty.
func (ix *index) accepts(item attribute.Map) *wire.Error {
	for _, part := range ix.schema.parts() {
		v := item.Get(part.name)
		if v == nil {
			continue
		}
		if v.Type() != part.kind {
			return refuse("One or more parameter values were invalid: Type mismatch for Index Key %s Expected: %s Actual: %s IndexName: %s",
				part.name, part.kind, v.Type(), ix.name)
		}
		if attribute.Size(v) == 0 {
			return refuse("One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty %s value. IndexName: %s, IndexKey: %s",
				wordOf(part.kind), ix.name, part.name)
		}
	}
	return ix.schema.fits(item)
}

// paths are the attributes that make the key of an entry: the index's own and then the table's.
func (ix *index) paths(table schema) []expression.Path {
	var all []expression.Path
	for _, part := range append(ix.schema.parts(), table.parts()...) {
		path := expression.Path{{Name: part.name}}
		if !slices.ContainsFunc(all, func(p expression.Path) bool { return p[0] == path[0] }) {
			all = append(all, path)
		}
	}
	return all
}
