package dynamodb

// GetItem reads one item by its key.
//
// Behaviour: no Item in the answer if there is none. Without ConsistentRead the answer may be one
// from the past (wire.Request.StaleBy).
// Errors: ResourceNotFoundException; ValidationException.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type getItem struct {
	get
	ConsistentRead         bool
	ReturnConsumedCapacity string
}

// get is what GetItem and the Get of a transaction have in common.
type get struct {
	TableName                string
	Key                      attribute.Map
	ExpressionAttributeNames map[string]string
	selection
}

func (in *get) validate(p *problems) {
	p.table(in.TableName)
	p.required("key", in.Key != nil)
}

func (in *getItem) validate(p *problems) {
	in.get.validate(p)
	p.consumed(in.ReturnConsumedCapacity)
}

func (c *call) getItem(in *getItem) ([]byte, *wire.Error) {
	paths, err := in.selected(in.ExpressionAttributeNames)
	if err != nil {
		return nil, err
	}
	t, at, err := c.locate(in.TableName, in.Key)
	if err != nil {
		return nil, err
	}
	item, err := c.read(t, at, in.ConsistentRead)
	if err != nil {
		return nil, err
	}
	var out answer
	out.item("Item", selectFrom(item, paths))
	out.consumed(in.ReturnConsumedCapacity, in.TableName, usage{table: readUnits(item.ItemSize(), in.ConsistentRead)})
	return out.document(), nil
}
