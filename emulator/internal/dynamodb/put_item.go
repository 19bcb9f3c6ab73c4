package dynamodb

// PutItem stores an item in place of the one with its key, if the condition holds of that one.
//
// Limits: 400 KB an item, names and values; hash key 2048 bytes, sort key 1024 bytes.
// Errors: ConditionalCheckFailedException, with the old item if ReturnValuesOnConditionCheckFailure
// is ALL_OLD; ResourceNotFoundException; ValidationException.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type putItem struct {
	put
	returning
}

// put is what PutItem and the Put of a transaction have in common.
type put struct {
	TableName string
	Item      attribute.Map
	conditional
}

func (in *put) validate(p *problems) {
	p.table(in.TableName)
	p.required("item", in.Item != nil)
	in.conditional.validate(p)
}

func (in *putItem) validate(p *problems) {
	in.put.validate(p)
	in.returning.validate(p)
}

func (c *call) putItem(in *putItem) ([]byte, *wire.Error) {
	if err := in.onlyOld(); err != nil {
		return nil, err
	}
	w, err := c.put(&in.put)
	if err != nil {
		return nil, err
	}
	return c.alone(w, &in.returning, in.TableName)
}

func (c *call) put(in *put) (*write, *wire.Error) {
	condition, err := in.condition()
	if err != nil {
		return nil, err
	}
	if in.Item.ItemSize() > maxItem {
		return nil, refuse("Item size has exceeded the maximum allowed size")
	}
	t, err := c.table(in.TableName)
	if err != nil {
		return nil, err
	}
	at, misfit := t.schema.locateItem(in.Item)
	return &write{table: t, place: at, misfit: misfit, condition: condition, showOld: in.showOld(), change: storing(in.Item)}, nil
}
