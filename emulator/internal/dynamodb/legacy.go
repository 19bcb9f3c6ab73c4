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

// parse joins all tests with AND, or with OR if that is the operator. No tests are no condition.
func (e expectations) parse(operator string) (expression.Condition, *wire.Error) {
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
	path := expression.Path{{Name: name}}
	switch {
	case e.ComparisonOperator != "":
		return e.compare(name, path)
	case e.Exists != nil && !*e.Exists && e.Value.Value != nil:
		return nil, refuse("One or more parameter values were invalid: Value cannot be used when Exists is false for Attribute: %s", name)
	case e.Exists != nil && !*e.Exists:
		return expression.Not{Of: expression.Exists{Path: path}}, nil
	case e.Value.Value == nil:
		return nil, refuse("One or more parameter values were invalid: Value must be provided when Exists is %s for Attribute: %s",
			map[bool]string{true: "true", false: "null"}[e.Exists != nil], name)
	}
	return expression.Compare{By: expression.Equal, Left: path, Right: expression.Literal{Value: e.Value.Value}}, nil
}

// compare is a test by operator. Every operator but IN takes a fixed number of values.
func (e *expectation) compare(name string, path expression.Path) (expression.Condition, *wire.Error) {
	var values []expression.Operand
	if e.Value.Value != nil {
		values = append(values, expression.Literal{Value: e.Value.Value})
	}
	for _, v := range e.AttributeValueList {
		values = append(values, expression.Literal{Value: v.Value})
	}
	want, known := map[string]int{
		"EQ": 1, "NE": 1, "LE": 1, "LT": 1, "GE": 1, "GT": 1, "CONTAINS": 1, "NOT_CONTAINS": 1, "BEGINS_WITH": 1,
		"NULL": 0, "NOT_NULL": 0, "BETWEEN": 2, "IN": max(1, len(values)),
	}[e.ComparisonOperator]
	if !known {
		var p problems
		p.add(e.ComparisonOperator, "expected."+name+".member.comparisonOperator",
			"Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]")
		return nil, p.Err()
	}
	if len(values) != want {
		return nil, refuse("One or more parameter values were invalid: Invalid number of argument(s) for the %s ComparisonOperator", e.ComparisonOperator)
	}
	return comparison(e.ComparisonOperator, path, values), nil
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
		return expression.Not{Of: expression.Contains{Value: path, Part: values[0]}}
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
