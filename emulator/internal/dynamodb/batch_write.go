package dynamodb

// BatchWriteItem puts and deletes up to 25 items of any tables, without conditions.
//
// Behavior: all requests are checked first; then each is a write of its own. Nothing is ever left
// for later: UnprocessedItems is empty.
// Limits: 25 requests, no two on one item.
// Errors: ResourceNotFoundException; ValidationException.

import (
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const maxBatchWrite = 25

type batchWrite struct {
	RequestItems                map[string][]batchRequest
	ReturnConsumedCapacity      string
	ReturnItemCollectionMetrics string
}

// A batchRequest has one of two.
type batchRequest struct {
	PutRequest    *struct{ Item attribute.Map }
	DeleteRequest *struct{ Key attribute.Map }
}

func (in *batchWrite) validate(p *problems) {
	p.required("requestItems", len(in.RequestItems) > 0)
	p.consumed(in.ReturnConsumedCapacity)
	total := 0
	for name, requests := range in.RequestItems {
		p.table(name)
		p.count("requestItems."+name+".member", len(requests), 1, maxBatchWrite)
		total += len(requests)
	}
	if total > maxBatchWrite {
		p.add("[requests]", "requestItems", "Too many items requested for the BatchWriteItem call")
	}
}

func (c *call) batchWriteItem(in *batchWrite) ([]byte, *wire.Error) {
	var writes []*write
	var owners []string
	names := slices.Sorted(maps.Keys(in.RequestItems))
	for _, name := range names {
		for _, request := range in.RequestItems[name] {
			w, err := c.batched(name, request)
			if err != nil {
				return nil, err
			}
			writes, owners = append(writes, w), append(owners, name)
		}
	}
	if distinct(writes) != nil {
		return nil, refuse("Provided list of item keys contains duplicates")
	}
	totals := map[string]float64{}
	for i, w := range writes {
		before, after, err := w.do(c)
		if err != nil {
			return nil, err
		}
		totals[owners[i]] += writeUnits(before.ItemSize(), after.ItemSize())
	}
	var out answer
	out.value("UnprocessedItems", struct{}{})
	out.consumedAll(in.ReturnConsumedCapacity, totals, names)
	return out.document(), nil
}

// batched is the write of one request.
func (c *call) batched(table string, in batchRequest) (*write, *wire.Error) {
	switch {
	case (in.PutRequest == nil) == (in.DeleteRequest == nil):
		return nil, refuse("Supplied WriteRequest must have exactly one of PutRequest or DeleteRequest")
	case in.PutRequest != nil:
		return c.put(&put{TableName: table, Item: in.PutRequest.Item})
	}
	return c.delete(&keyed{TableName: table, Key: in.DeleteRequest.Key})
}
