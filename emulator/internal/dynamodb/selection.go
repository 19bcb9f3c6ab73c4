package dynamodb

// Which attributes a read answers.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// selection is the members about a projection: an expression, or the list that it replaced.
type selection struct {
	ProjectionExpression *string
	AttributesToGet      []string
}

// parse is the paths to answer, nil for all.
func (in *selection) parse(scope *expression.Scope) ([]expression.Path, *wire.Error) {
	if in.ProjectionExpression != nil {
		paths, err := scope.Projection("ProjectionExpression", *in.ProjectionExpression)
		return paths, refused(err)
	}
	var paths []expression.Path
	for i, name := range in.AttributesToGet {
		if slices.Contains(in.AttributesToGet[:i], name) {
			return nil, refuse("One or more parameter values were invalid: Duplicate value in attribute name: %s", name)
		}
		paths = append(paths, expression.Path{{Name: name}})
	}
	return paths, nil
}

// selected is parse for a request without other expressions.
func (in *selection) selected(names map[string]string) ([]expression.Path, *wire.Error) {
	err := unmixed([]given{{"AttributesToGet", in.AttributesToGet != nil}},
		given{"ProjectionExpression", in.ProjectionExpression != nil})
	if err != nil {
		return nil, err
	}
	substitutes := substitutions{ExpressionAttributeNames: names}
	scope, err := substitutes.scope(in.ProjectionExpression != nil, "ProjectionExpression is")
	if err != nil {
		return nil, err
	}
	paths, err := in.parse(scope)
	if err != nil {
		return nil, err
	}
	return paths, refused(scope.Unused())
}

// selectFrom is the part of an item that is at the paths. An item that is there stays an item, if
// an empty one.
func selectFrom(item attribute.Map, paths []expression.Path) attribute.Map {
	if item == nil || paths == nil {
		return item
	}
	if part := expression.Project(item, paths); part != nil {
		return part
	}
	return attribute.Map{}
}
