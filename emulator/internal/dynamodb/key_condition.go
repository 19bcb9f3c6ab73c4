package dynamodb

// Key conditions: any condition parses, but a Query takes only hash = :v, alone or with one test
// of the sort key.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// keyCondition takes a key condition apart: the value of the hash key, and the test of the sort
// key, nil if there is none.
func keyCondition(c expression.Condition, key schema) (attribute.Value, expression.Condition, *wire.Error) {
	tests, err := conjuncts(c)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for i, test := range tests {
		name, _, err := keyTest(test, key)
		switch {
		case err != nil:
			return nil, nil, err
		case seen[name]:
			return nil, nil, refuse("KeyConditionExpressions must only contain one condition per key")
		case i == 2:
			return nil, nil, refuse("Conditions can be of length 1 or 2 only")
		}
		seen[name] = true
	}
	var hash attribute.Value
	var sort expression.Condition
	for _, test := range tests {
		name, values, err := keyTest(test, key)
		if err != nil {
			return nil, nil, err
		}
		compare, isCompare := test.(expression.Compare)
		switch {
		case name == key.hash.name:
			if !isCompare || compare.By != expression.Equal {
				return nil, nil, refuse("Query key condition not supported")
			}
			hash = values[0]
			err = key.hash.takes(values)
		case name == key.sort.name:
			sort = test
			err = key.sort.takes(values)
		default:
			err = missed(key, hash, name)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if hash == nil {
		return nil, nil, refuse("Query condition missed key schema element: %s", key.hash.name)
	}
	return hash, sort, nil
}

// missed names the part of the key that a test of another attribute stands in the place of.
func missed(key schema, hash attribute.Value, name string) *wire.Error {
	if hash != nil && key.sort.name != "" {
		return refuse("Query condition missed key schema element: %s", key.sort.name)
	}
	if hash != nil {
		return refuse("Query key condition not supported")
	}
	return refuse("Query condition missed key schema element: %s", key.hash.name)
}

// conjuncts is the tests that AND joins. A key condition has no other operator.
func conjuncts(c expression.Condition) ([]expression.Condition, *wire.Error) {
	switch c := c.(type) {
	case nil:
		return nil, nil
	case expression.And:
		left, err := conjuncts(c.Left)
		if err != nil {
			return nil, err
		}
		right, err := conjuncts(c.Right)
		return append(left, right...), err
	case expression.Or:
		return nil, badOperator("OR")
	case expression.Not:
		return nil, badOperator("NOT")
	case expression.In:
		return nil, badOperator("IN")
	case expression.Contains:
		return nil, badOperator("contains")
	case expression.Exists:
		return nil, badOperator("attribute_exists")
	case expression.TypeIs:
		return nil, badOperator("attribute_type")
	}
	return []expression.Condition{attributeFirst(c)}, nil
}

// attributeFirst is :v < a as a > :v, and any other test as it is.
func attributeFirst(c expression.Condition) expression.Condition {
	compare, ok := c.(expression.Compare)
	if !ok {
		return c
	}
	if _, ok := compare.Left.(expression.Literal); !ok {
		return c
	}
	return compare.Turned()
}

func badOperator(name string) *wire.Error {
	return refuse("Invalid operator used in KeyConditionExpression: %s", name)
}

func badKeyTest(what string) *wire.Error {
	return refuse("Invalid condition in KeyConditionExpression: %s", what)
}

// keyTest is the attribute that a test is about, and the values that it compares with.
func keyTest(c expression.Condition, key schema) (string, []attribute.Value, *wire.Error) {
	var of expression.Operand
	var with []expression.Operand
	first := ""
	switch c := c.(type) {
	case expression.Compare:
		if c.By == expression.NotEqual {
			return "", nil, badOperator("<>")
		}
		of, with = c.Left, []expression.Operand{c.Right}
	case expression.Between:
		of, with, first = c.Value, []expression.Operand{c.Low, c.High}, "BETWEEN"
	case expression.BeginsWith:
		of, with, first = c.Value, []expression.Operand{c.Prefix}, "begins_with"
	}
	name, err := keyName(of, first, key)
	if err != nil {
		return "", nil, err
	}
	var values []attribute.Value
	for _, o := range with {
		l, ok := o.(expression.Literal)
		if !ok {
			return "", nil, badKeyTest("Multiple attribute names used in one condition")
		}
		values = append(values, l.Value)
	}
	return name, values, nil
}

// keyName is the attribute that a test is about. First is the operator that needs it first.
func keyName(of expression.Operand, first string, key schema) (string, *wire.Error) {
	path, ok := of.(expression.Path)
	_, size := of.(expression.Size)
	switch {
	case size:
		return "", refuse("KeyConditionExpressions cannot contain nested operations")
	case !ok && first != "":
		return "", badKeyTest(first + " operator must have the key attribute as its first operand")
	case !ok:
		return "", badKeyTest("No key attribute specified")
	case len(path) > 1 && key.has(path[0].Name):
		return "", notScalar("Key", path[0].Name)
	case len(path) > 1:
		return "", refuse("KeyConditionExpressions cannot have conditions on nested attributes")
	}
	return path[0].Name, nil
}

// notScalar is for a path that leads into a key attribute.
func notScalar(kind, name string) *wire.Error {
	return refuse("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: %s: %s", kind, name)
}

// takes checks that values have the type of a key attribute.
func (k keyAttribute) takes(values []attribute.Value) *wire.Error {
	for _, v := range values {
		if v.Type() != k.kind {
			return refuse("One or more parameter values were invalid: Condition parameter type does not match schema type")
		}
		if v.Type() != attribute.TypeNumber && attribute.Size(v) == 0 {
			return emptyKey(wordOf(k.kind), k.name)
		}
	}
	return nil
}
