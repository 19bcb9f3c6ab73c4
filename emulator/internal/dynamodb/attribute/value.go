package attribute

// The ten types of a value.

// A Type is the name of a type on the wire and in attribute_type.
type Type string

// The types of a value, as the service spells them.
const (
	TypeString    Type = "S"
	TypeNumber    Type = "N"
	TypeBinary    Type = "B"
	TypeBool      Type = "BOOL"
	TypeNull      Type = "NULL"
	TypeMap       Type = "M"
	TypeList      Type = "L"
	TypeStringSet Type = "SS"
	TypeNumberSet Type = "NS"
	TypeBinarySet Type = "BS"
)

// Word is how the service calls a type where it does not use its letters.
func (t Type) Word() string {
	switch t {
	case TypeString:
		return "STRING"
	case TypeNumber:
		return "NUMBER"
	case TypeBinary:
		return "BINARY"
	case TypeBool:
		return "BOOLEAN"
	case TypeMap:
		return "MAP"
	case TypeList:
		return "LIST"
	}
	return string(t)
}

// A Value is one of the ten types below, and immutable.
type Value interface{ Type() Type }

type (
	// String is text in UTF-8.
	String string
	// Binary is bytes; a Go string, because a string cannot be written to.
	Binary string
	// Bool is true or false.
	Bool bool
	// Null is the value of an attribute that is there and says nothing.
	Null struct{}
	// List is values in order, of any types.
	List []Value
	// StringSet is distinct strings in the order of their bytes.
	StringSet []string
	// BinarySet is distinct byte strings in the order of their bytes.
	BinarySet []string
	// NumberSet is distinct numbers in their order.
	NumberSet []Number
)

// Type implements Value.
func (String) Type() Type { return TypeString }

// Type implements Value.
func (Number) Type() Type { return TypeNumber }

// Type implements Value.
func (Binary) Type() Type { return TypeBinary }

// Type implements Value.
func (Bool) Type() Type { return TypeBool }

// Type implements Value.
func (Null) Type() Type { return TypeNull }

// Type implements Value.
func (Map) Type() Type { return TypeMap }

// Type implements Value.
func (List) Type() Type { return TypeList }

// Type implements Value.
func (StringSet) Type() Type { return TypeStringSet }

// Type implements Value.
func (NumberSet) Type() Type { return TypeNumberSet }

// Type implements Value.
func (BinarySet) Type() Type { return TypeBinarySet }

// Invalid is why the service would not take a value, an item or an expression, in its own words:
// the message of a ValidationException.
type Invalid string

// Error is the message as the service words it.
func (i Invalid) Error() string { return string(i) }
