package dynamodb

// AttributeUpdates, which update expressions replaced, written as the same tree.

import (
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// legacyUpdates are changes of attributes by name.
type legacyUpdates map[string]legacyUpdate

// A legacyUpdate is PUT, which is the default, ADD or DELETE.
type legacyUpdate struct {
	Value  attribute.Single
	Action string
}

// onlyDelete tells whether the updates are there and only take away: such a request makes no item.
func (u legacyUpdates) onlyDelete() bool {
	for _, one := range u {
		if one.Action != "DELETE" {
			return false
		}
	}
	return len(u) > 0
}

func (u legacyUpdates) validate(p *problems) {
	for _, name := range slices.Sorted(maps.Keys(u)) {
		p.oneOf("attributeUpdates."+name+".member.action", u[name].Action, "ADD", "PUT", "DELETE")
	}
}

func (u legacyUpdates) parse() (expression.Update, *wire.Error) {
	var all expression.Update
	for _, name := range slices.Sorted(maps.Keys(u)) {
		one := u[name]
		action, err := one.parse(expression.Path{{Name: name}})
		if err != nil {
			return nil, err
		}
		all = append(all, action)
	}
	return all, nil
}

func (u *legacyUpdate) parse(path expression.Path) (expression.Action, *wire.Error) {
	v := u.Value.Value
	action := expression.Action{Path: path, Value: expression.Literal{Value: v}}
	switch {
	case v == nil && u.Action == "DELETE":
		return expression.Action{Verb: expression.Remove, Path: path}, nil
	case v == nil:
		return action, refuse("One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is specified")
	case u.Action == "" || u.Action == "PUT":
		action.Verb = expression.Set
	case u.Action == "ADD":
		action.Verb = expression.Add
		if t := v.Type(); t != attribute.TypeNumber && t != attribute.TypeList && !attribute.IsSet(v) {
			return action, refuse("One or more parameter values were invalid: ADD action is not supported for the type %s", t.Word())
		}
	case u.Action == "DELETE":
		action.Verb = expression.Delete
		if !attribute.IsSet(v) {
			return action, refuse("One or more parameter values were invalid: DELETE action with value is not supported for the type %s", v.Type().Word())
		}
	}
	return action, nil
}
