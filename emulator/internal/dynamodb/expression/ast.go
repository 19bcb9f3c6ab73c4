package expression

// The trees that texts become.

import "github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"

// A Condition is true or false of an item.
type Condition interface{ isCondition() }

type (
	// And holds if both hold.
	And struct{ Left, Right Condition }
	// Or holds if one of two holds.
	Or struct{ Left, Right Condition }
	// Not holds if the other does not.
	Not struct{ Of Condition }
	// Compare holds if its operands stand in this order.
	Compare struct {
		By          Comparator
		Left, Right Operand
	}
	// Between holds if a value is neither below Low nor above High.
	Between struct{ Value, Low, High Operand }
	// In holds if a value is one of a list.
	In struct {
		Value Operand
		List  []Operand
	}
	// Exists holds if an item has something at a path.
	Exists struct{ Path Path }
	// TypeIs holds if what is at a path has the type that the other operand names.
	TypeIs struct {
		Path Path
		Type Operand
	}
	// BeginsWith holds if a string or binary begins with another.
	BeginsWith struct{ Value, Prefix Operand }
	// Contains holds if a string has a part, a set an element, a list a member.
	Contains struct{ Value, Part Operand }
)

func (And) isCondition()        {}
func (Or) isCondition()         {}
func (Not) isCondition()        {}
func (Compare) isCondition()    {}
func (Between) isCondition()    {}
func (In) isCondition()         {}
func (Exists) isCondition()     {}
func (TypeIs) isCondition()     {}
func (BeginsWith) isCondition() {}
func (Contains) isCondition()   {}

// A Comparator is the sign of a comparison.
type Comparator string

// The comparators.
const (
	Equal          Comparator = "="
	NotEqual       Comparator = "<>"
	Less           Comparator = "<"
	LessOrEqual    Comparator = "<="
	Greater        Comparator = ">"
	GreaterOrEqual Comparator = ">="
)

// Turned is the same comparison with its operands the other way round.
func (c Compare) Turned() Compare {
	by := c.By
	switch c.By {
	case Less:
		by = Greater
	case LessOrEqual:
		by = GreaterOrEqual
	case Greater:
		by = Less
	case GreaterOrEqual:
		by = LessOrEqual
	}
	return Compare{By: by, Left: c.Right, Right: c.Left}
}

// An Operand has a value, given an item, or none.
type Operand interface{ isOperand() }

type (
	// Path leads from an item to something in it.
	Path []Step
	// Literal is a value that came with the request.
	Literal struct{ Value attribute.Value }
	// Size is the length of a string or binary, or the number of elements of what has elements.
	Size struct{ Of Operand }
	// Sum is Left + Right, in updates.
	Sum struct{ Left, Right Operand }
	// Difference is Left - Right, in updates.
	Difference struct{ Left, Right Operand }
	// IfNotExists is what is at Path, and Else if there is nothing, in updates.
	IfNotExists struct {
		Path Path
		Else Operand
	}
	// ListAppend is one list after another, in updates.
	ListAppend struct{ Left, Right Operand }
)

func (Path) isOperand()        {}
func (Literal) isOperand()     {}
func (Size) isOperand()        {}
func (Sum) isOperand()         {}
func (Difference) isOperand()  {}
func (IfNotExists) isOperand() {}
func (ListAppend) isOperand()  {}

// A Step goes into a map, or into a list if Name is empty.
type Step struct {
	Name  string
	Index int
}

// An Update is actions on paths none of which lies in another. All read the item as it was.
type Update []Action

// An Action is one change. REMOVE has no value, that of ADD and DELETE is a Literal.
type Action struct {
	Verb  Verb
	Path  Path
	Value Operand
}

// A Verb is what an action does at its path.
type Verb string

// The verbs.
const (
	Set    Verb = "SET"
	Remove Verb = "REMOVE"
	Add    Verb = "ADD"
	Delete Verb = "DELETE"
)

// Paths lists where an update changes something.
func (u Update) Paths() []Path {
	paths := make([]Path, len(u))
	for i, a := range u {
		paths[i] = a.Path
	}
	return paths
}
