package expression

// Whether a condition holds.

import (
	"strings"
	"unicode/utf8"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// Holds tells whether a condition is true of an item; nil is the item that does not exist, and the
// condition that always holds. What is absent or of another type makes a comparison false: only <>
// is true of it.
func Holds(c Condition, item attribute.Map) bool {
	switch c := c.(type) {
	case nil:
		return true
	case And:
		return Holds(c.Left, item) && Holds(c.Right, item)
	case Or:
		return Holds(c.Left, item) || Holds(c.Right, item)
	case Not:
		return !Holds(c.Of, item)
	case Compare:
		return compares(c.By, valueOf(c.Left, item), valueOf(c.Right, item))
	case Between:
		v := valueOf(c.Value, item)
		return compares(GreaterOrEqual, v, valueOf(c.Low, item)) && compares(LessOrEqual, v, valueOf(c.High, item))
	case In:
		return isIn(valueOf(c.Value, item), c.List, item)
	case Exists:
		return At(item, c.Path) != nil
	case TypeIs:
		v := At(item, c.Path)
		return v != nil && attribute.Equal(attribute.String(v.Type()), valueOf(c.Type, item))
	case BeginsWith:
		return beginsWith(valueOf(c.Value, item), valueOf(c.Prefix, item))
	case Contains:
		return contains(valueOf(c.Value, item), valueOf(c.Part, item))
	}
	return false
}

func compares(by Comparator, a, b attribute.Value) bool {
	switch by {
	case Equal:
		return attribute.Equal(a, b)
	case NotEqual:
		return !attribute.Equal(a, b)
	}
	order, ok := attribute.Compare(a, b)
	switch by {
	case Less:
		return ok && order < 0
	case LessOrEqual:
		return ok && order <= 0
	case Greater:
		return ok && order > 0
	default:
		return ok && order >= 0
	}
}

func isIn(v attribute.Value, list []Operand, item attribute.Map) bool {
	for _, o := range list {
		if attribute.Equal(v, valueOf(o, item)) {
			return true
		}
	}
	return false
}

func beginsWith(v, prefix attribute.Value) bool {
	switch v := v.(type) {
	case attribute.String:
		prefix, ok := prefix.(attribute.String)
		return ok && strings.HasPrefix(string(v), string(prefix))
	case attribute.Binary:
		prefix, ok := prefix.(attribute.Binary)
		return ok && strings.HasPrefix(string(v), string(prefix))
	}
	return false
}

func contains(v, part attribute.Value) bool {
	switch v := v.(type) {
	case attribute.String:
		part, ok := part.(attribute.String)
		return ok && strings.Contains(string(v), string(part))
	case attribute.Binary:
		part, ok := part.(attribute.Binary)
		return ok && strings.Contains(string(v), string(part))
	case attribute.List:
		for _, e := range v {
			if attribute.Equal(e, part) {
				return true
			}
		}
		return false
	}
	return attribute.HasElement(v, part)
}

// valueOf is the value of an operand of a condition, nil if it has none.
func valueOf(o Operand, item attribute.Map) attribute.Value {
	switch o := o.(type) {
	case Literal:
		return o.Value
	case Path:
		return At(item, o)
	case Size:
		return sizeOf(valueOf(o.Of, item))
	}
	return nil
}

// At is what an item has at a path, nil if nothing.
func At(item attribute.Map, path Path) attribute.Value {
	var v attribute.Value = item
	for _, step := range path {
		if v = into(v, step); v == nil {
			return nil
		}
	}
	return v
}

func into(v attribute.Value, step Step) attribute.Value {
	switch v := v.(type) {
	case attribute.Map:
		if step.Name != "" {
			return v.Get(step.Name)
		}
	case attribute.List:
		if step.Name == "" && step.Index < len(v) {
			return v[step.Index]
		}
	}
	return nil
}

func sizeOf(v attribute.Value) attribute.Value {
	switch v := v.(type) {
	case attribute.String:
		return attribute.Int(utf8.RuneCountInString(string(v)))
	case attribute.Binary:
		return attribute.Int(len(v))
	case attribute.Map:
		return attribute.Int(len(v))
	case attribute.List:
		return attribute.Int(len(v))
	case attribute.StringSet:
		return attribute.Int(len(v))
	case attribute.NumberSet:
		return attribute.Int(len(v))
	case attribute.BinarySet:
		return attribute.Int(len(v))
	}
	return nil
}
