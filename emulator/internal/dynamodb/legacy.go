package dynamodb

// The parameters that conditions replaced: Expected, KeyConditions, QueryFilter and ScanFilter, all
// of one shape. They are written as trees of package expression, which does the rest. The Java KCL
// uses them for every write of a lease.

import (
	"maps"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// legacyCondition is a write's condition from before there were expressions.
type legacyCondition struct {
	Expected            expectations
	ConditionalOperator string
}

func (in *legacyCondition) parse() (expression.Condition, *wire.Error) {
	for _, name := range slices.Sorted(maps.Keys(in.Expected)) {
		test := in.Expected[name]
		if err := test.checkMembers(name); err != nil {
			return nil, err
		}
	}
	return in.Expected.parse(in.ConditionalOperator)
}

// expectations are tests of attributes by name.
type expectations map[string]expectation

// An expectation is a value that an attribute has, its absence, or a comparison.
type expectation struct {
	Value              attribute.Single
	Exists             *bool
	ComparisonOperator string
	AttributeValueList []attribute.Single
}

// validate checks the operators. Need is whether each test has to have one.
func (e expectations) validate(p *problems, member string, need bool) {
	for _, name := range slices.Sorted(maps.Keys(e)) {
		operator := member + "." + name + ".member.comparisonOperator"
		p.required(operator, e[name].ComparisonOperator != "" || !need)
		p.oneOf(operator, e[name].ComparisonOperator, "IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE", "CONTAINS")
	}
}

// parse joins all tests with AND, or with OR if that is the operator. No tests are no condition.
func (e expectations) parse(operator string) (expression.Condition, *wire.Error) {
	switch {
	case operator != "" && len(e) == 0:
		return nil, refuse("ConditionalOperator cannot be used without Filter or Expected")
	case operator != "" && len(e) == 1:
		return nil, refuse("ConditionalOperator can only be used when Filter or Expected has two or more elements")
	}
	var all expression.Condition
	for _, name := range slices.Sorted(maps.Keys(e)) {
		test := e[name]
		one, err := test.parse(name)
		if err != nil {
			return nil, err
		}
		switch {
		case all == nil:
			all = one
		case operator == "OR":
			all = expression.Or{Left: all, Right: one}
		default:
			all = expression.And{Left: all, Right: one}
		}
	}
	return all, nil
}

func (e *expectation) parse(name string) (expression.Condition, *wire.Error) {
	if err := e.checkValues(); err != nil {
		return nil, err
	}
	path := expression.Path{{Name: name}}
	switch {
	case e.ComparisonOperator != "":
		var values []expression.Operand
		for _, v := range e.values() {
			values = append(values, expression.Literal{Value: v})
		}
		return comparison(e.ComparisonOperator, path, values), nil
	case e.Value.Value == nil:
		return expression.Not{Of: expression.Exists{Path: path}}, nil
	}
	return expression.Compare{By: expression.Equal, Left: path, Right: expression.Literal{Value: e.Value.Value}}, nil
}

func comparison(operator string, path expression.Path, values []expression.Operand) expression.Condition {
	switch operator {
	case "NULL":
		return expression.Not{Of: expression.Exists{Path: path}}
	case "NOT_NULL":
		return expression.Exists{Path: path}
	case "CONTAINS":
		return expression.Contains{Value: path, Part: values[0]}
	case "NOT_CONTAINS":
		return expression.And{Left: expression.Exists{Path: path}, Right: expression.Not{Of: expression.Contains{Value: path, Part: values[0]}}}
	case "BEGINS_WITH":
		return expression.BeginsWith{Value: path, Prefix: values[0]}
	case "BETWEEN":
		return expression.Between{Value: path, Low: values[0], High: values[1]}
	case "IN":
		return expression.In{Value: path, List: values}
	}
	by := map[string]expression.Comparator{
		"EQ": expression.Equal, "NE": expression.NotEqual, "LT": expression.Less, "LE": expression.LessOrEqual,
		"GT": expression.Greater, "GE": expression.GreaterOrEqual,
	}[operator]
	return expression.Compare{By: by, Left: path, Right: values[0]}
}

// given is a parameter and whether the request has it.
type given struct {
	name    string
	present bool
}

// unmixed refuses parameters of both kinds in one request.
func unmixed(old []given, expressions ...given) *wire.Error {
	before, now := present(old), present(expressions)
	if before == "" || now == "" {
		return nil
	}
	return refuse("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {%s} Expression parameters: {%s}",
		before, now)
}

func present(all []given) string {
	var names []string
	for _, g := range all {
		if g.present {
			names = append(names, g.name)
		}
	}
	return strings.Join(names, ", ")
}
