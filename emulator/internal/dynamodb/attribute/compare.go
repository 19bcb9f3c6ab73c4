package attribute

// Equality and order of values.

import (
	"cmp"
	"slices"
)

// Equal tells whether two values are of one type and alike. Nothing equals nil, not even nil: an
// attribute that is absent has no value.
func Equal(a, b Value) bool {
	switch a := a.(type) {
	case String:
		b, ok := b.(String)
		return ok && a == b
	case Number:
		b, ok := b.(Number)
		return ok && a == b
	case Binary:
		b, ok := b.(Binary)
		return ok && a == b
	case Bool:
		b, ok := b.(Bool)
		return ok && a == b
	case Null:
		_, ok := b.(Null)
		return ok
	case StringSet:
		b, ok := b.(StringSet)
		return ok && slices.Equal(a, b)
	case NumberSet:
		b, ok := b.(NumberSet)
		return ok && slices.Equal(a, b)
	case BinarySet:
		b, ok := b.(BinarySet)
		return ok && slices.Equal(a, b)
	case List:
		b, ok := b.(List)
		return ok && slices.EqualFunc(a, b, Equal)
	case Map:
		b, ok := b.(Map)
		return ok && slices.EqualFunc(a, b, equalMembers)
	}
	return false
}

func equalMembers(a, b Member) bool { return a.Name == b.Name && Equal(a.Value, b.Value) }

// Compare orders two values of one type that has an order: S and B by their bytes, N by value.
func Compare(a, b Value) (order int, ok bool) {
	switch a := a.(type) {
	case String:
		b, ok := b.(String)
		return cmp.Compare(a, b), ok
	case Number:
		b, ok := b.(Number)
		return a.Compare(b), ok
	case Binary:
		b, ok := b.(Binary)
		return cmp.Compare(a, b), ok
	}
	return 0, false
}
