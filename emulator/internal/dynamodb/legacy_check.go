package dynamodb

// What is wrong with a test from before there were expressions, whatever the item.

import (
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// values are those that a test compares with, in either of the two members that have them.
func (e *expectation) values() []attribute.Value {
	var all []attribute.Value
	if e.Value.Value != nil {
		all = append(all, e.Value.Value)
	}
	for _, v := range e.AttributeValueList {
		all = append(all, v.Value)
	}
	return all
}

// checkMembers checks what Expected has and the filters have not: a value, whether there is one.
func (e *expectation) checkMembers(name string) *wire.Error {
	operator, value, list := e.ComparisonOperator, e.Value.Value != nil, e.AttributeValueList != nil
	switch {
	case value && list:
		return badParameter("Value and AttributeValueList cannot be used together for Attribute: %s", name)
	case operator != "" && e.Exists != nil:
		return badParameter("Exists and ComparisonOperator cannot be used together for Attribute: %s", name)
	case operator != "" && operator != "NULL" && operator != "NOT_NULL" && !value && !list:
		return badParameter("Value or AttributeValueList must be used with ComparisonOperator: %s for Attribute: %s", operator, name)
	case operator != "":
		return nil
	case list:
		return badParameter("AttributeValueList can only be used with a ComparisonOperator for Attribute: %s", name)
	case e.Exists == nil && !value:
		return badParameter("Value must be provided when Exists is null for Attribute: %s", name)
	case e.Exists != nil && *e.Exists && !value:
		return badParameter("Value must be provided when Exists is true for Attribute: %s", name)
	case e.Exists != nil && !*e.Exists && value:
		return badParameter("Value cannot be used when Exists is false for Attribute: %s", name)
	}
	return nil
}

// checkValues checks how many values a comparison has, and their types.
func (e *expectation) checkValues() *wire.Error {
	operator, values := e.ComparisonOperator, e.values()
	want, fixed := map[string]int{"": len(values), "NULL": 0, "NOT_NULL": 0, "BETWEEN": 2}[operator]
	if !fixed {
		want = 1
	}
	if operator == "IN" && len(values) == 0 || operator != "IN" && len(values) != want {
		return badParameter("Invalid number of argument(s) for the %s ComparisonOperator", operator)
	}
	return checkTypes(operator, values)
}

// checkTypes checks that values are of one type, and of one that the operator takes.
func checkTypes(operator string, values []attribute.Value) *wire.Error {
	allowed := " S N B "
	switch operator {
	case "":
		return nil
	case "EQ", "NE":
		allowed = " S N B BOOL NULL SS NS BS M L "
	case "CONTAINS", "NOT_CONTAINS":
		allowed = " S N B BOOL NULL "
	case "BEGINS_WITH":
		allowed = " S B "
	}
	for _, v := range values {
		if v.Type() != values[0].Type() {
			return badParameter("AttributeValues inside AttributeValueList must be of same type")
		}
		if !strings.Contains(allowed, " "+string(v.Type())+" ") {
			return badParameter("ComparisonOperator %s is not valid for %s AttributeValue type", operator, v.Type())
		}
	}
	if operator == "BETWEEN" {
		if order, ok := attribute.Compare(values[0], values[1]); ok && order > 0 {
			return refuse("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound")
		}
	}
	return nil
}
