package expression

// What is wrong with an expression whatever the item: values of types that an operator does not take.

import (
	"reflect"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

func isNumber(v attribute.Value) bool { return v.Type() == attribute.TypeNumber }
func isList(v attribute.Value) bool   { return v.Type() == attribute.TypeList }

func isText(v attribute.Value) bool {
	return v.Type() == attribute.TypeString || v.Type() == attribute.TypeBinary
}

func isOrdered(v attribute.Value) bool { return isText(v) || isNumber(v) }

func isMergeable(v attribute.Value) bool { return isNumber(v) || attribute.IsSet(v) }

// hasSize tells whether size is defined for a value.
func hasSize(v attribute.Value) bool {
	switch v.(type) {
	case attribute.Number, attribute.Bool, attribute.Null:
		return false
	}
	return true
}

// checkTypes looks at the operands that are literals; others are known only with an item.
func (p *parser) checkTypes(operator string, allowed func(attribute.Value) bool, operands ...Operand) error {
	for _, o := range operands {
		if v := known(o); v != nil && !allowed(v) {
			return p.wrong("Incorrect operand type for operator or function; operator or function: %s, operand type: %s",
				operator, v.Type())
		}
	}
	return nil
}

// known is a value of the type that an operand has whatever the item, nil if that is not known.
func known(o Operand) attribute.Value {
	switch o := o.(type) {
	case Literal:
		return o.Value
	case Size:
		return attribute.Number{}
	}
	return nil
}

func (p *parser) checkSize(of Operand) error { return p.checkTypes("size", hasSize, of) }

func (p *parser) checkCompare(c Compare) error {
	if c.By != Equal && c.By != NotEqual {
		if err := p.checkTypes(string(c.By), isOrdered, c.Left, c.Right); err != nil {
			return err
		}
	}
	return p.checkDistinct(string(c.By), c.Left, c.Right)
}

func (p *parser) checkBeginsWith(c BeginsWith) error {
	if err := p.checkTypes("begins_with", isText, c.Value, c.Prefix); err != nil {
		return err
	}
	return p.checkDistinct("begins_with", c.Value, c.Prefix)
}

// checkDistinct refuses to compare something with itself.
func (p *parser) checkDistinct(operator string, first Operand, others ...Operand) error {
	path, ok := first.(Path)
	if !ok || !slices.ContainsFunc(others, func(o Operand) bool { return reflect.DeepEqual(first, o) }) {
		return nil
	}
	return p.wrong("The first operand must be distinct from the remaining operands for this operator or function; operator: %s, first operand: %s",
		operator, path)
}

func (p *parser) checkBetween(b Between) error {
	if err := p.checkTypes("BETWEEN", isOrdered, b.Value, b.Low, b.High); err != nil {
		return err
	}
	if err := p.checkDistinct("BETWEEN", b.Value, b.Low, b.High); err != nil {
		return err
	}
	low, ok := b.Low.(Literal)
	if !ok {
		return nil
	}
	high, ok := b.High.(Literal)
	if !ok {
		return nil
	}
	order, comparable := attribute.Compare(low.Value, high.Value)
	if comparable && order <= 0 {
		return nil
	}
	requires := "upper bound to be greater than or equal to lower bound"
	if !comparable {
		requires = "same data type for lower and upper bounds"
	}
	return p.wrong("The BETWEEN operator requires %s; lower bound operand: AttributeValue: %s, upper bound operand: AttributeValue: %s",
		requires, shown(low.Value), shown(high.Value))
}

// shown is a value of type S, N or B as the service prints it, {S:text}.
func shown(v attribute.Value) string {
	document := string(attribute.AppendValue(nil, v))
	return strings.ReplaceAll(document, `"`, "")
}

func (p *parser) checkTypeName(o Operand) error {
	l, ok := o.(Literal)
	if !ok {
		return p.wrong("Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}")
	}
	name, ok := l.Value.(attribute.String)
	if !ok {
		return p.checkTypes("attribute_type", func(attribute.Value) bool { return false }, o)
	}
	switch attribute.Type(name) {
	case attribute.TypeString, attribute.TypeNumber, attribute.TypeBinary, attribute.TypeBool, attribute.TypeNull,
		attribute.TypeMap, attribute.TypeList, attribute.TypeStringSet, attribute.TypeNumberSet, attribute.TypeBinarySet:
		return nil
	}
	return p.wrong("Invalid attribute type name found; type: %s, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}", name)
}

// checkMerge: ADD takes a number or a set, DELETE a set.
func (p *parser) checkMerge(verb Verb, o Operand) error {
	v := o.(Literal).Value
	if verb == Add && isMergeable(v) || verb == Delete && attribute.IsSet(v) {
		return nil
	}
	return p.wrong("Incorrect operand type for operator or function; operator: %s, operand type: %s, typeSet: ALLOWED_FOR_%s_OPERAND",
		verb, v.Type().Word(), verb)
}
