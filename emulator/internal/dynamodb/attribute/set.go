package attribute

// Sets: what ADD and DELETE of an update do to them.

import (
	"cmp"
	"slices"
)

// Union adds the elements of b to the set a, or says that they are not sets of one type.
func Union(a, b Value) (Value, bool) {
	switch a := a.(type) {
	case StringSet:
		b, ok := b.(StringSet)
		return union(a, b, cmp.Compare[string]), ok
	case BinarySet:
		b, ok := b.(BinarySet)
		return union(a, b, cmp.Compare[string]), ok
	case NumberSet:
		b, ok := b.(NumberSet)
		return union(a, b, Number.Compare), ok
	}
	return nil, false
}

// Difference takes the elements of b out of the set a. The result is nil if nothing is left: the
// service has no empty sets, the attribute goes.
func Difference(a, b Value) (Value, bool) {
	switch a := a.(type) {
	case StringSet:
		b, ok := b.(StringSet)
		return orNil(difference(a, b, cmp.Compare[string])), ok
	case BinarySet:
		b, ok := b.(BinarySet)
		return orNil(difference(a, b, cmp.Compare[string])), ok
	case NumberSet:
		b, ok := b.(NumberSet)
		return orNil(difference(a, b, Number.Compare)), ok
	}
	return nil, false
}

// IsSet tells whether a value is a set of any of the three types.
func IsSet(v Value) bool {
	switch v.(type) {
	case StringSet, NumberSet, BinarySet:
		return true
	}
	return false
}

func union[S ~[]E, E any](a, b S, compare func(E, E) int) S {
	all := slices.Concat(a, b)
	slices.SortFunc(all, compare)
	return slices.CompactFunc(all, func(x, y E) bool { return compare(x, y) == 0 })
}

func difference[S ~[]E, E any](a, b S, compare func(E, E) int) S {
	var left S
	for _, e := range a {
		if _, found := slices.BinarySearchFunc(b, e, compare); !found {
			left = append(left, e)
		}
	}
	return left
}

func orNil[S interface {
	~[]E
	Value
}, E any](s S) Value {
	if len(s) == 0 {
		return nil
	}
	return s
}

// sorted puts the elements of a set that came over the wire in order; false if one is there twice.
func sorted[S ~[]E, E any](s S, compare func(E, E) int) bool {
	slices.SortFunc(s, compare)
	for i := 1; i < len(s); i++ {
		if compare(s[i-1], s[i]) == 0 {
			return false
		}
	}
	return true
}

// HasElement tells whether v is a set that has e.
func HasElement(v, e Value) bool {
	switch v := v.(type) {
	case StringSet:
		e, ok := e.(String)
		return ok && slices.Contains(v, string(e))
	case BinarySet:
		e, ok := e.(Binary)
		return ok && slices.Contains(v, string(e))
	case NumberSet:
		e, ok := e.(Number)
		return ok && slices.Contains(v, e)
	}
	return false
}
