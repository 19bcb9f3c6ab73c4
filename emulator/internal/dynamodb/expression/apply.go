package expression

// What an update makes of an item: first every value, from the item as it was, then every change.

import "github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"

// The service's words for updates that an item does not fit. WrongOperand is worded otherwise for
// AttributeUpdates.
const (
	WrongOperand   = attribute.Invalid("An operand in the update expression has an incorrect data type")
	operandMissing = attribute.Invalid("The provided expression refers to an attribute that does not exist in the item")
	pathMissing    = attribute.Invalid("The document path provided in the update expression is invalid for update")
)

// Apply is the item after the update. The old one stays as it is.
func (u Update) Apply(old attribute.Map) (attribute.Map, error) {
	edits := make([]edit, 0, len(u))
	for _, a := range u {
		v, err := a.result(old)
		if err != nil {
			return nil, err
		}
		if v != nil || a.Verb == Remove || At(old, a.Path) != nil {
			edits = append(edits, edit{a.Path, v})
		}
	}
	return applyAll(edits, old)
}

// result is what an action leaves at its path, nil for nothing.
func (a Action) result(old attribute.Map) (attribute.Value, error) {
	switch a.Verb {
	case Set:
		return computed(a.Value, old)
	case Remove:
		return nil, nil
	}
	was, given := At(old, a.Path), a.Value.(Literal).Value
	switch {
	case a.Verb == Add && was == nil:
		return given, nil
	case a.Verb == Add:
		return added(was, given)
	case was == nil:
		return nil, nil
	}
	left, ok := attribute.Difference(was, given)
	if !ok {
		return nil, WrongOperand
	}
	return left, nil
}

func added(was, given attribute.Value) (attribute.Value, error) {
	if n, ok := was.(attribute.Number); ok {
		if by, ok := given.(attribute.Number); ok {
			return n.Plus(by)
		}
		return nil, WrongOperand
	}
	if l, ok := was.(attribute.List); ok { // AttributeUpdates only: the grammar has no ADD of a list
		more, ok := given.(attribute.List)
		if !ok {
			return nil, WrongOperand
		}
		return append(l[:len(l):len(l)], more...), nil
	}
	all, ok := attribute.Union(was, given)
	if !ok {
		return nil, WrongOperand
	}
	return all, nil
}

// computed is the value of an operand of SET.
func computed(o Operand, old attribute.Map) (attribute.Value, error) {
	switch o := o.(type) {
	case Literal:
		return o.Value, nil
	case Path:
		if v := At(old, o); v != nil {
			return v, nil
		}
		return nil, operandMissing
	case IfNotExists:
		if v := At(old, o.Path); v != nil {
			return v, nil
		}
		return computed(o.Else, old)
	case Sum:
		a, b, err := both[attribute.Number](o.Left, o.Right, old)
		if err != nil {
			return nil, err
		}
		return a.Plus(b)
	case Difference:
		a, b, err := both[attribute.Number](o.Left, o.Right, old)
		if err != nil {
			return nil, err
		}
		return a.Minus(b)
	case ListAppend:
		a, b, err := both[attribute.List](o.Left, o.Right, old)
		if err != nil {
			return nil, err
		}
		return append(a[:len(a):len(a)], b...), nil
	}
	return nil, WrongOperand
}

// both computes two operands that must be of one type.
func both[V attribute.Value](left, right Operand, old attribute.Map) (a, b V, err error) {
	l, err := computed(left, old)
	if err != nil {
		return a, b, err
	}
	r, err := computed(right, old)
	if err != nil {
		return a, b, err
	}
	a, okLeft := l.(V)
	b, okRight := r.(V)
	if !okLeft || !okRight {
		return a, b, WrongOperand
	}
	return a, b, nil
}
