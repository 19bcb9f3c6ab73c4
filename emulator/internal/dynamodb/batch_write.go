package dynamodb

// BatchWriteItem puts and deletes up to 25 items of any tables, without conditions.
//
// Behaviour: all requests are checked first; then each is a write of its own. UnprocessedItems is
// what a provisioned table or index has no capacity for, under Strict.
// Limits: 25 requests, no two on one item.
// Errors: ProvisionedThroughputExceededException if nothing could be written;
// ResourceNotFoundException; ValidationException.

import (
	"fmt"
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
	PutRequest    *struct{ Item attribute.Map } `json:",omitempty"`
	DeleteRequest *struct{ Key attribute.Map }  `json:",omitempty"`
}

func (in *batchWrite) validate(p *problems) {
	p.required("requestItems", in.RequestItems != nil)
	p.filled("requestItems", len(in.RequestItems), in.RequestItems != nil)
	p.consumed(in.ReturnConsumedCapacity)
	p.oneOf("returnItemCollectionMetrics", in.ReturnItemCollectionMetrics, "SIZE", "NONE")
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		p.table(name)
		p.perKey("requestItems", name, len(in.RequestItems[name]), maxBatchWrite)
		for i, request := range in.RequestItems[name] {
			request.validate(p, fmt.Sprintf("requestItems.%s.member.%d.member.", name, i+1))
		}
	}
}

func (c *call) batchWriteItem(in *batchWrite) ([]byte, *wire.Error) {
	var writes []*write
	var owners []string
	var requests []batchRequest
	names := slices.Sorted(maps.Keys(in.RequestItems))
	if in.total() > maxBatchWrite {
		return nil, refuse("Too many items requested for the BatchWriteItem call")
	}
	for _, name := range names {
		for _, request := range in.RequestItems[name] {
			w, err := c.batched(name, request)
			if err != nil {
				return nil, err
			}
			writes, owners, requests = append(writes, w), append(owners, name), append(requests, request)
		}
	}
	if distinct(writes) != nil {
		return nil, refuse("Provided list of item keys contains duplicates")
	}
	totals := map[string]usage{}
	later, slow := map[string][]batchRequest{}, (*wire.Error)(nil)
	for i, w := range writes {
		did, err := w.do(c)
		if err != nil && err.Type == throughputExceeded {
			later[owners[i]], slow = append(later[owners[i]], requests[i]), err
			continue
		}
		if err != nil {
			return nil, err
		}
		totals[owners[i]] = totals[owners[i]].plus(did.usage, 1)
	}
	if err := idleBatch(totals, slow); err != nil {
		return nil, err
	}
	var out answer
	out.value("UnprocessedItems", later)
	out.consumedAll(in.ReturnConsumedCapacity, totals, names)
	return out.document(), nil
}

func (in *batchWrite) total() int {
	total := 0
	for _, requests := range in.RequestItems {
		total += len(requests)
	}
	return total
}

func (in *batchRequest) validate(p *problems, member string) {
	if in.PutRequest != nil {
		p.required(member+"putRequest.item", in.PutRequest.Item != nil)
	}
	if in.DeleteRequest != nil {
		p.required(member+"deleteRequest.key", in.DeleteRequest.Key != nil)
	}
}

// batched is the write of one request.
func (c *call) batched(table string, in batchRequest) (*write, *wire.Error) {
	var w *write
	var err *wire.Error
	switch {
	case in.PutRequest == nil && in.DeleteRequest == nil:
		return nil, refuse("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
	case in.PutRequest != nil && in.DeleteRequest != nil:
		return nil, refuse("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
	case in.PutRequest != nil:
		w, err = c.put(&put{TableName: table, Item: in.PutRequest.Item})
	default:
		w, err = c.delete(&keyed{TableName: table, Key: in.DeleteRequest.Key})
	}
	if err == nil {
		err = w.misfit
	}
	return w, err
}
