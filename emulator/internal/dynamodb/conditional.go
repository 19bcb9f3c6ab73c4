package dynamodb

// What the writes have in common in their requests: a condition, and the #names and :values that
// it shares with an update. Expected, which conditions replaced, becomes the same tree in legacy.go.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// substitutions stand for names and values in all expressions of a request.
type substitutions struct {
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attribute.Values
}

// conditional is the members about a write's condition.
type conditional struct {
	substitutions
	legacyCondition
	ConditionExpression                 *string
	ReturnValuesOnConditionCheckFailure string
}

func (in *conditional) validate(p *problems) {
	p.oneOf("returnValuesOnConditionCheckFailure", in.ReturnValuesOnConditionCheckFailure, "ALL_OLD", "NONE")
	p.oneOf("conditionalOperator", in.ConditionalOperator, "AND", "OR")
	in.Expected.validate(p, "expected", false)
}

// showOld tells whether a failure brings the item.
func (in *conditional) showOld() bool { return in.ReturnValuesOnConditionCheckFailure == "ALL_OLD" }

// condition is the condition of a write that has no other expression.
func (in *conditional) condition() (expression.Condition, *wire.Error) {
	err := unmixed([]given{{"Expected", in.Expected != nil}, {"ConditionalOperator", in.ConditionalOperator != ""}},
		given{"ConditionExpression", in.ConditionExpression != nil})
	if err != nil {
		return nil, err
	}
	scope, err := in.scope(in.ConditionExpression != nil, "ConditionExpression is")
	if err != nil {
		return nil, err
	}
	c, err := in.parse(scope)
	if err != nil {
		return nil, err
	}
	return c, refused(scope.Unused())
}

// parse is the condition in a scope that other expressions use too; nil if there is none.
func (in *conditional) parse(scope *expression.Scope) (expression.Condition, *wire.Error) {
	if in.ConditionExpression == nil {
		return in.legacyCondition.parse()
	}
	c, err := scope.Condition("ConditionExpression", *in.ConditionExpression)
	return c, refused(err)
}

// scope is where the expressions of the request are parsed. Substitutions without any expression
// are a mistake; missing are the expressions that could have had values, with their verb.
func (in *substitutions) scope(used bool, missing string) (*expression.Scope, *wire.Error) {
	if !used && in.ExpressionAttributeNames != nil {
		return nil, refuse("ExpressionAttributeNames can only be specified when using expressions")
	}
	if !used && in.ExpressionAttributeValues != nil {
		return nil, refuse("ExpressionAttributeValues can only be specified when using expressions: %s null", missing)
	}
	scope, err := expression.NewScope(in.ExpressionAttributeNames, in.ExpressionAttributeValues)
	return scope, refused(err)
}
