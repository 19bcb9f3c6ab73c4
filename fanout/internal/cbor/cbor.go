// Package cbor reads the items of CBOR (RFC 8949) as Kinesis writes them. It believes no length
// before it has seen the bytes: what a document costs grows with its length alone, whatever it says.
//
// Strings point into the document unless they are in chunks. Tags are passed over: what a member
// means its name says. There is no writer here, and nothing knows of shapes or members.
package cbor

// The kinds of items, the upper three bits of a head (the RFC's major types).
const (
	Uint = iota
	Negative
	Bytes
	Text
	Array
	Map
	Tag
	Simple
)

// The lower five bits of a head, from where they are no number of their own: so many bytes follow,
// or no number at all but a break at the end.
const (
	Arg1       = 24
	Arg2       = 25
	Arg4       = 26
	Arg8       = 27
	Indefinite = 31
)

// Whole heads.
const (
	False     = 0xf4
	True      = 0xf5
	Null      = 0xf6
	Undefined = 0xf7
	Break     = 0xff
)
