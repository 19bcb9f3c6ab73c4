package attribute

// Values from their documents, such as {"N": "7"}.

import (
	"encoding/base64"
	"fmt"
)

// maxDepth is how deep lists and maps may nest, an item being the first, service limit.
const maxDepth = 32

// The service's words for values that it does not take.
const (
	invalidEmpty  = Invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
	invalidMany   = Invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
	invalidNull   = Invalid("One or more parameter values were invalid: Null attribute value types must have the value of true")
	invalidDepth  = Invalid("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit")
	invalidSS     = Invalid("One or more parameter values were invalid: An string set  may not be empty")
	invalidNS     = Invalid("One or more parameter values were invalid: An number set  may not be empty")
	invalidBS     = Invalid("One or more parameter values were invalid: Binary sets should not be empty")
	invalidTwice  = Invalid("Input collection contains duplicates")
	invalidTwiceS = "One or more parameter values were invalid: Input collection [%s] contains duplicates."
	invalidTwiceB = "One or more parameter values were invalid: Input collection [%s]of type BS contains duplicates."
	invalidName   = Invalid("Empty attribute name")
)

// UnmarshalJSON reads an item or a key. An error that is Invalid says what is wrong with a value;
// any other, that the document is not of this shape.
func (m *Map) UnmarshalJSON(data []byte) error {
	s := &scanner{data: data}
	if s.isNull() {
		return nil
	}
	members, err := s.item(1, func(_ string, err error) error { return err })
	*m = members
	return err
}

// Values are the values of an expression, by placeholder.
type Values map[string]Value

// UnmarshalJSON reads what ExpressionAttributeValues holds. The map is not nil if the member was
// there, since an empty one is a mistake.
func (v *Values) UnmarshalJSON(data []byte) error {
	s := &scanner{data: data}
	if s.isNull() {
		return nil
	}
	members, err := s.item(0, inExpression)
	if err != nil {
		return err
	}
	*v = make(Values, len(members))
	for _, m := range members {
		(*v)[m.Name] = m.Value
	}
	return nil
}

func inExpression(name string, err error) error {
	if invalid, ok := err.(Invalid); ok {
		return Invalid(fmt.Sprintf("ExpressionAttributeValues contains invalid value: %s for key %s", invalid, name))
	}
	return err
}

// A Single is one value where a document has a value alone, not in an item.
type Single struct{ Value }

// UnmarshalJSON reads the value.
func (v *Single) UnmarshalJSON(data []byte) (err error) {
	s := &scanner{data: data}
	if s.isNull() {
		return nil
	}
	v.Value, err = s.value(0)
	return err
}

func (s *scanner) item(depth int, wrap func(name string, err error) error) (Map, error) {
	members := Map{}
	err := s.members(func(name string) error {
		switch {
		case s.isNull():
			return nil
		case name == "":
			return invalidName
		}
		v, err := s.value(depth)
		if err != nil {
			return wrap(name, err)
		}
		members = append(members, Member{name, v})
		return nil
	})
	return MapOf(members...), err
}

// value reads an object with one member, whose name is the type, in so many maps and lists.
func (s *scanner) value(depth int) (Value, error) {
	var found Value
	err := s.members(func(name string) error {
		if s.isNull() {
			return nil
		}
		if depth == maxDepth && (Type(name) == TypeMap || Type(name) == TypeList) {
			return invalidDepth
		}
		v, err := s.typed(Type(name), depth)
		if v != nil && found != nil {
			return invalidMany
		}
		if v != nil {
			found = v
		}
		return err
	})
	if err == nil && found == nil {
		err = invalidEmpty
	}
	return found, err
}

// typed reads the content of a value; nil if the type is none of the ten.
func (s *scanner) typed(t Type, depth int) (Value, error) {
	switch t {
	case TypeString:
		text, err := s.text()
		return String(text), err
	case TypeNumber:
		return s.number()
	case TypeBinary:
		text, err := s.binary()
		return Binary(text), err
	case TypeBool:
		b, err := s.boolean()
		return Bool(b), err
	case TypeNull:
		b, err := s.boolean()
		if err == nil && !b {
			err = invalidNull
		}
		return Null{}, err
	case TypeMap:
		return s.item(depth+1, func(_ string, err error) error { return err })
	case TypeList:
		return s.list(depth + 1)
	case TypeStringSet:
		return stringSet(s)
	case TypeNumberSet:
		return numberSet(s)
	case TypeBinarySet:
		return binarySet(s)
	}
	return nil, s.skip()
}

func (s *scanner) number() (Number, error) {
	text, err := s.text()
	if err != nil {
		return Number{}, err
	}
	return ParseNumber(text)
}

func (s *scanner) binary() (string, error) {
	text, err := s.text()
	if err != nil {
		return "", err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	return string(raw), err
}

func (s *scanner) list(depth int) (List, error) {
	list := List{}
	err := s.elements(func() error {
		v, err := s.value(depth)
		list = append(list, v)
		return err
	})
	return list, err
}
