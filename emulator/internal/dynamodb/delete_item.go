package dynamodb

// DeleteItem removes the item with a key, if the condition holds of it.
//
// Behaviour: removing what is not there succeeds, unless the condition asks for something.
// Errors: ConditionalCheckFailedException, with the old item if ReturnValuesOnConditionCheckFailure
// is ALL_OLD; ResourceNotFoundException; ValidationException.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type deleteItem struct {
	keyed
	returning
}

// keyed is what DeleteItem and the Delete and ConditionCheck of a transaction have in common.
type keyed struct {
	TableName string
	Key       attribute.Map
	conditional
}

func (in *keyed) validate(p *problems) {
	p.table(in.TableName)
	p.required("key", in.Key != nil)
	in.conditional.validate(p)
}

func (in *deleteItem) validate(p *problems) {
	in.keyed.validate(p)
	in.returning.validate(p)
}

func (c *call) deleteItem(in *deleteItem) ([]byte, *wire.Error) {
	if err := in.onlyOld(); err != nil {
		return nil, err
	}
	w, err := c.delete(&in.keyed)
	if err != nil {
		return nil, err
	}
	return c.alone(w, &in.returning, in.TableName)
}

func (c *call) delete(in *keyed) (*write, *wire.Error) {
	condition, err := in.condition()
	if err != nil {
		return nil, err
	}
	t, err := c.table(in.TableName)
	if err != nil {
		return nil, err
	}
	at, misfit := t.schema.locate(in.Key)
	return &write{table: t, place: at, misfit: misfit, condition: condition, showOld: in.showOld(), change: removal}, nil
}

// locate finds the table and the place that a request means.
func (c *call) locate(table string, key attribute.Map) (*table, place, *wire.Error) {
	t, err := c.table(table)
	if err != nil {
		return nil, place{}, err
	}
	at, err := t.schema.locate(key)
	return t, at, err
}
