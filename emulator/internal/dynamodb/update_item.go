package dynamodb

// UpdateItem changes attributes of the item with a key, or makes an item of the key and the
// changes, if the condition holds.
//
// Behaviour: every operand is read from the item as it was. UPDATED_OLD and UPDATED_NEW answer what
// was and is at the paths of the update. Updates are expressions, or AttributeUpdates.
// Limits: 400 KB an item; the key cannot be changed.
// Errors: ConditionalCheckFailedException, with the old item if ReturnValuesOnConditionCheckFailure
// is ALL_OLD; ResourceNotFoundException; ValidationException, also if an operand is missing in the
// item or of the wrong type.

import (
	"slices"

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
	in.update.validate(p)
	in.returning.validate(p)
}

func (in *update) validate(p *problems) {
	in.keyed.validate(p)
	in.AttributeUpdates.validate(p)
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
	t, err := c.table(in.TableName)
	if err != nil {
		return nil, nil, err
	}
	paths := changes.Paths()
	if err := t.scalarKeys(paths); err != nil {
		return nil, nil, err
	}
	at, misfit := t.schema.locate(in.Key)
	if misfit == nil {
		misfit = t.updatable(paths)
	}
	return &write{
		table: t, place: at, misfit: misfit, condition: condition, showOld: in.showOld(),
		change: in.change(changes), updates: in.UpdateExpression != nil,
	}, paths, nil
}

// updatable refuses paths of the key.
func (t *table) updatable(paths []expression.Path) *wire.Error {
	for _, path := range paths {
		if name := path[0].Name; t.schema.has(name) {
			return badParameter("Cannot update attribute %s. This attribute is part of the key", name)
		}
	}
	return nil
}

// scalarKeys refuses paths that lead into the key of an index.
func (t *table) scalarKeys(paths []expression.Path) *wire.Error {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, path := range paths {
		name := path[0].Name
		if len(path) > 1 && slices.ContainsFunc(t.mu.indexes, func(ix *index) bool { return ix.schema.has(name) }) {
			return notScalar("IndexKey", name)
		}
	}
	return nil
}

// change is the write's change. AttributeUpdates that only take away make no item.
func (in *update) change(changes expression.Update) change {
	apply := updateOf(in.Key, changes)
	if in.AttributeUpdates != nil {
		apply = wordedAsBefore(apply)
	}
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

// wordedAsBefore is a change by AttributeUpdates, which know no operands.
func wordedAsBefore(apply change) change {
	return func(old attribute.Map) (attribute.Map, *wire.Error) {
		item, err := apply(old)
		if err != nil && err.Message == expression.WrongOperand.Error() {
			err = refuse("Type mismatch for attribute to update")
		}
		return item, err
	}
}

// parse is the update and the condition, in one scope.
func (in *update) parse() (expression.Update, expression.Condition, *wire.Error) {
	err := unmixed([]given{{"AttributeUpdates", in.AttributeUpdates != nil}, {"Expected", in.Expected != nil}, {"ConditionalOperator", in.ConditionalOperator != ""}},
		given{"UpdateExpression", in.UpdateExpression != nil}, given{"ConditionExpression", in.ConditionExpression != nil})
	if err != nil {
		return nil, nil, err
	}
	scope, err := in.scope(in.UpdateExpression != nil || in.ConditionExpression != nil, "UpdateExpression and ConditionExpression are")
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
