package dynamodb

// TransactGetItems reads up to a hundred items as of one instant.
//
// Behaviour: reads are consistent. An entry whose item is not there is {}.
// Limits: 100 items.
// Errors: ResourceNotFoundException; ValidationException.

import (
	"fmt"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type transactGet struct {
	TransactItems          []struct{ Get *get }
	ReturnConsumedCapacity string
}

func (in *transactGet) validate(p *problems) {
	p.required("transactItems", in.TransactItems != nil)
	if in.TransactItems != nil {
		p.count("transactItems", len(in.TransactItems), 1, maxTransaction)
	}
	p.consumed(in.ReturnConsumedCapacity)
	for i, item := range in.TransactItems {
		p.within = fmt.Sprintf("transactItems.%d.member.", i+1)
		p.required("get", item.Get != nil)
		if item.Get != nil {
			p.within += "get."
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

	misfit *wire.Error // what is wrong with the key
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
	if err := fit(lookups); err != nil {
		return nil, err
	}
	items, err := c.readAll(lookups)
	if err != nil {
		return nil, err
	}
	type response struct {
		Item *attribute.Map `json:",omitempty"`
	}
	responses, names, totals := []response{}, []string{}, map[string]usage{}
	for i, l := range lookups {
		var found response
		if items[i] != nil {
			found.Item = new(selectFrom(items[i], l.paths))
		}
		responses = append(responses, found)
		if !slices.Contains(names, l.name) {
			names = append(names, l.name)
		}
		totals[l.name] = totals[l.name].plus(usage{table: readUnits(items[i].ItemSize(), true)}, 2)
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
	t, err := c.table(in.TableName)
	if err != nil {
		return lookup{}, err
	}
	at, misfit := t.schema.locate(in.Key)
	return lookup{in.TableName, t, at, paths, misfit}, nil
}

// fit refuses keys that are none of their tables', and one that is there twice.
func fit(lookups []lookup) *wire.Error {
	var reasons []reason
	cancelled := false
	for i, l := range lookups {
		reasons = append(reasons, reasonOf(l.misfit))
		cancelled = cancelled || l.misfit != nil
		if slices.ContainsFunc(lookups[:i], func(m lookup) bool { return m.table == l.table && m.place == l.place && m.misfit == nil }) {
			return refuse("Transaction request cannot include multiple operations on one item")
		}
	}
	if cancelled {
		return canceled(reasons)
	}
	return nil
}

// readAll reads with all tables locked, so that no transaction is seen half done.
func (c *call) readAll(lookups []lookup) ([]attribute.Map, *wire.Error) {
	writes := make([]*write, len(lookups))
	for i, l := range lookups {
		writes[i] = &write{table: l.table}
	}
	defer lockAll(writes)()
	items, reasons, cancelled := make([]attribute.Map, len(lookups)), make([]reason, len(lookups)), false
	for i, l := range lookups {
		item, err := c.look(l.table, l.place, true, 2)
		items[i], reasons[i] = item, reasonOf(err)
		cancelled = cancelled || err != nil
	}
	if cancelled {
		return nil, canceled(reasons)
	}
	return items, nil
}
