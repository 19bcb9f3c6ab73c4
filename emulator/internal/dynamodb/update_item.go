package dynamodb

// UpdateItem changes attributes of the item with a key, or makes an item of the key and the
// changes, if the condition holds.
//
// Behavior: every operand is read from the item as it was. UPDATED_OLD and UPDATED_NEW answer what
// was and is at the paths of the update. Updates are expressions, or AttributeUpdates.
// Limits: 400 KB an item; the key cannot be changed.
// Errors: ConditionalCheckFailedException, with the old item if ReturnValuesOnConditionCheckFailure
// is ALL_OLD; ResourceNotFoundException; ValidationException, also if an operand is missing in the
// item or of the wrong type.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type updateItem struct {
	update
	returning
}

// update is what UpdateItem and the Update of a transaction have in common.
type update struct {
	keyed
	UpdateExpression *string
	AttributeUpdates legacyUpdates
}

func (in *updateItem) validate(p *problems) {
	in.keyed.validate(p)
	in.returning.validate(p)
}

func (c *call) updateItem(in *updateItem) ([]byte, *wire.Error) {
	w, paths, err := c.update(&in.update)
	if err != nil {
		return nil, err
	}
	return c.alone(w, &in.returning, in.TableName, paths...)
}

// update makes the write, and tells which paths it changes.
func (c *call) update(in *update) (*write, []expression.Path, *wire.Error) {
	changes, condition, err := in.parse()
	if err != nil {
		return nil, nil, err
	}
	t, at, err := c.locate(in.TableName, in.Key)
	if err != nil {
		return nil, nil, err
	}
	paths := changes.Paths()
	for _, path := range paths {
		if t.schema.has(path[0].Name) {
			return nil, nil, refuse("One or more parameter values were invalid: Cannot update attribute %s. This attribute is part of the key", path[0].Name)
		}
	}
	return &write{table: t, place: at, condition: condition, showOld: in.showOld(), change: in.change(changes)}, paths, nil
}

// change is the write's change. AttributeUpdates that only take away make no item.
func (in *update) change(changes expression.Update) change {
	apply := updating(in.Key, changes)
	if !in.AttributeUpdates.onlyDelete() {
		return apply
	}
	return func(old attribute.Map) (attribute.Map, *wire.Error) {
		if old == nil {
			return nil, nil
		}
		return apply(old)
	}
}

// parse is the update and the condition, in one scope.
func (in *update) parse() (expression.Update, expression.Condition, *wire.Error) {
	err := unmixed([]given{{"AttributeUpdates", in.AttributeUpdates != nil}, {"Expected", in.Expected != nil}},
		given{"UpdateExpression", in.UpdateExpression != nil}, given{"ConditionExpression", in.ConditionExpression != nil})
	if err != nil {
		return nil, nil, err
	}
	scope, err := in.scope(in.UpdateExpression != nil || in.ConditionExpression != nil)
	if err != nil {
		return nil, nil, err
	}
	changes, err := in.changes(scope)
	if err != nil {
		return nil, nil, err
	}
	condition, err := in.keyed.parse(scope)
	if err != nil {
		return nil, nil, err
	}
	return changes, condition, refused(scope.Unused())
}

func (in *update) changes(scope *expression.Scope) (expression.Update, *wire.Error) {
	if in.UpdateExpression == nil {
		return in.AttributeUpdates.parse()
	}
	changes, err := scope.Update("UpdateExpression", *in.UpdateExpression)
	return changes, refused(err)
}
