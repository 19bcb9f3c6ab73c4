package dynamodb

// TransactGetItems reads up to a hundred items as of one instant.
//
// Behavior: reads are consistent. An entry whose item is not there is {}.
// Limits: 100 items.
// Errors: ResourceNotFoundException; ValidationException.

import (
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type transactGet struct {
	TransactItems          []struct{ Get *get }
	ReturnConsumedCapacity string
}

func (in *transactGet) validate(p *problems) {
	p.count("transactItems", len(in.TransactItems), 1, maxTransaction)
	p.consumed(in.ReturnConsumedCapacity)
	for _, item := range in.TransactItems {
		p.required("transactItems.1.member.get", item.Get != nil)
		if item.Get != nil {
			item.Get.validate(p)
		}
	}
}

// A lookup is one item to read.
type lookup struct {
	name  string // of the table, as the request has it
	table *table
	place place
	paths []expression.Path
}

func (c *call) transactGetItems(in *transactGet) ([]byte, *wire.Error) {
	var lookups []lookup
	for _, item := range in.TransactItems {
		l, err := c.lookup(item.Get)
		if err != nil {
			return nil, err
		}
		lookups = append(lookups, l)
	}
	items := readAll(lookups)
	type response struct {
		Item attribute.Map `json:",omitempty"`
	}
	responses, names, totals := []response{}, []string{}, map[string]float64{}
	for i, l := range lookups {
		responses = append(responses, response{selectFrom(items[i], l.paths)})
		if !slices.Contains(names, l.name) {
			names = append(names, l.name)
		}
		totals[l.name] += 2 * readUnits(items[i].ItemSize(), true)
	}
	var out answer
	out.value("Responses", responses)
	out.consumedAll(in.ReturnConsumedCapacity, totals, names)
	return out.document(), nil
}

func (c *call) lookup(in *get) (lookup, *wire.Error) {
	paths, err := in.selected(in.ExpressionAttributeNames)
	if err != nil {
		return lookup{}, err
	}
	t, at, err := c.locate(in.TableName, in.Key)
	return lookup{in.TableName, t, at, paths}, err
}

// readAll reads with all tables locked, so that no transaction is seen half done.
func readAll(lookups []lookup) []attribute.Map {
	writes := make([]*write, len(lookups))
	for i, l := range lookups {
		writes[i] = &write{table: l.table}
	}
	defer lockAll(writes)()
	items := make([]attribute.Map, len(lookups))
	for i, l := range lookups {
		items[i] = l.table.mu.rows.get(l.place, time.Time{})
	}
	return items
}
