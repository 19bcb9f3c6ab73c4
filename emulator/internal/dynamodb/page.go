package dynamodb

// Pages: how far one answer of Query or Scan goes, and what it says.

import (
	"iter"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
)

// maxPage is how many bytes of items a page looks at, service limit. The item that goes over it
// is still in the page.
const maxPage = 1 << 20

// A page is the items that one answer looked at and those that passed the filter.
type page struct {
	items   []attribute.Map
	scanned int
	bytes   int
	indexed int           // bytes that an index has of what the page looked at
	fetched float64       // units of items that were fetched from the table for an index, read consistently
	kept    int           // bytes of what passed
	last    attribute.Map // the item at which the page stopped, nil if it saw the end
}

// collect looks at entries until limit items or a megabyte. A page that reaches its limit says so
// even at the very last item: like the service, it does not look ahead.
func (v view) collect(entries iter.Seq[entry], p plan, limit int) page {
	var found page
	for e := range entries {
		if !expression.Holds(p.key, e.item) {
			continue
		}
		found.scanned++
		size := e.item.ItemSize()
		found.bytes += size
		if v.fetch {
			found.indexed += v.index.project(v.table.schema, e.item).ItemSize()
			found.fetched += readUnits(size, true)
		}
		if expression.Holds(p.filter, e.item) {
			found.items = append(found.items, e.item)
			found.kept += size
		}
		if found.scanned == limit || found.bytes > maxPage {
			found.last = e.item
			break
		}
	}
	return found
}

// limit is how many items a page looks at; 0 for no bound.
func (c *call) limit(asked *int64) int {
	switch {
	case asked == nil:
		return c.PageItems
	case c.PageItems == 0:
		return int(*asked)
	}
	return min(int(*asked), c.PageItems)
}

// answer is the document of a page.
func (p page) answer(in *listing, v view, paths []expression.Path) []byte {
	out := answer{buf: make([]byte, 0, 64+2*p.kept)}
	if in.Select != "COUNT" {
		for i, item := range p.items {
			p.items[i] = selectFrom(v.shown(item), paths)
		}
		out.items("Items", p.items)
	}
	out.count("Count", len(p.items))
	out.count("ScannedCount", p.scanned)
	if p.last != nil {
		out.item("LastEvaluatedKey", v.keyOf(p.last))
	}
	out.consumed(in.ReturnConsumedCapacity, in.TableName, p.usage(v, in.ConsistentRead))
	return out.document()
}

// usage is what a page costs: an index for what it has, and the table for each item fetched from it.
func (p page) usage(v view, consistent bool) usage {
	if v.index == nil {
		return usage{table: readUnits(p.bytes, consistent)}
	}
	var u usage
	if !v.fetch {
		u.of(v.index, readUnits(p.bytes, consistent))
		return u
	}
	u.of(v.index, readUnits(p.indexed, consistent))
	u.table = p.fetched
	if !consistent {
		u.table /= 2
	}
	return u
}
