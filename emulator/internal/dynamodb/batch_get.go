package dynamodb

// BatchGetItem reads up to a hundred items of any tables.
//
// Behavior: what is not there is left out. Without ConsistentRead a table's items may be from the
// past (wire.Request.StaleBy). Nothing is ever left for later: UnprocessedKeys is empty.
// Limits: 100 keys, none twice.
// Errors: ResourceNotFoundException; ValidationException.

import (
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const maxBatchGet = 100

type batchGet struct {
	RequestItems           map[string]*batchKeys
	ReturnConsumedCapacity string
}

type batchKeys struct {
	Keys                     []attribute.Map
	ConsistentRead           bool
	ExpressionAttributeNames map[string]string
	selection
}

func (in *batchGet) validate(p *problems) {
	p.required("requestItems", len(in.RequestItems) > 0)
	p.consumed(in.ReturnConsumedCapacity)
	total := 0
	for name, keys := range in.RequestItems {
		p.table(name)
		if keys == nil {
			p.required("requestItems."+name+".member", false)
			continue
		}
		p.count("requestItems."+name+".member.keys", len(keys.Keys), 1, maxBatchGet)
		total += len(keys.Keys)
	}
	if total > maxBatchGet {
		p.add("["+"keys]", "requestItems", "Too many items requested for the BatchGetItem call")
	}
}

func (c *call) batchGetItem(in *batchGet) ([]byte, *wire.Error) {
	responses, totals := map[string][]attribute.Map{}, map[string]float64{}
	names := slices.Sorted(maps.Keys(in.RequestItems))
	for _, name := range names {
		items, cost, err := c.batchRead(name, in.RequestItems[name])
		if err != nil {
			return nil, err
		}
		responses[name], totals[name] = items, cost
	}
	var out answer
	out.value("Responses", responses)
	out.value("UnprocessedKeys", struct{}{})
	out.consumedAll(in.ReturnConsumedCapacity, totals, names)
	return out.document(), nil
}

// batchRead reads the keys of one table.
func (c *call) batchRead(name string, in *batchKeys) ([]attribute.Map, float64, *wire.Error) {
	items, cost, seen := []attribute.Map{}, 0.0, map[place]bool{}
	paths, err := in.selected(in.ExpressionAttributeNames)
	if err != nil {
		return nil, 0, err
	}
	for _, key := range in.Keys {
		t, at, err := c.locate(name, key)
		if err != nil {
			return nil, 0, err
		}
		if seen[at] {
			return nil, 0, refuse("Provided list of item keys contains duplicates")
		}
		seen[at] = true
		item := t.read(at, c.asOf(in.ConsistentRead))
		cost += readUnits(item.ItemSize(), in.ConsistentRead)
		if item != nil {
			items = append(items, selectFrom(item, paths))
		}
	}
	return items, cost, nil
}
