package kpl

// The wire format of protocol buffers, version 2, as far as reading goes: fields one by one, of which those
// that nobody knows are skipped.

import (
	"encoding/binary"
	"errors"
)

// What a message can be damaged by, below the meaning of its fields.
var (
	errCut    = errors.New("a field is cut short")
	errVarint = errors.New("a number has more than 64 bits")
	errField  = errors.New("a field has no valid number or type")
	errGroup  = errors.New("groups do not end as they begin, or are nested too deep")
)

// The types of fields.
const (
	varint     = 0
	fixed64    = 1
	bytesType  = 2
	groupStart = 3
	groupEnd   = 4
	fixed32    = 5
)

const (
	maxField = 1<<29 - 1 // the largest field number
	maxDepth = 100       // of groups in groups, as the Java and C++ readers have it
)

// A field is a part of a message. Its bytes lie in it.
type field struct {
	number uint64
	kind   uint8
	value  uint64 // of a varint
	bytes  []byte // of bytesType
}

// is tells whether f is the field of that number. One of another type is as unknown as one of another
// number.
func (f *field) is(number uint64, kind uint8) bool { return f.number == number && f.kind == kind }

// next takes the first field off message.
func (f *field) next(message []byte) (rest []byte, err error) {
	tag, rest, err := uvarint(message)
	if err != nil {
		return nil, err
	}
	f.number, f.kind = tag>>3, uint8(tag&7)
	if f.number == 0 || f.number > maxField {
		return nil, errField
	}
	switch f.kind {
	case varint:
		f.value, rest, err = uvarint(rest)
		return rest, err
	case bytesType:
		f.bytes, rest, err = prefixed(rest)
		return rest, err
	case groupStart:
		return skipGroup(f.number, rest)
	case groupEnd:
		return nil, errGroup
	default:
		return skipFixed(f.kind, rest)
	}
}

// uvarint takes a number off b.
func uvarint(b []byte) (value uint64, rest []byte, err error) {
	if len(b) > 0 && b[0] < 0x80 {
		return uint64(b[0]), b[1:], nil
	}
	value, n := binary.Uvarint(b)
	switch {
	case n > 0:
		return value, b[n:], nil
	case n == 0 && len(b) < binary.MaxVarintLen64:
		return 0, nil, errCut
	default:
		return 0, nil, errVarint
	}
}

// prefixed takes a length and that many bytes off b. What is appended to them touches nothing behind.
func prefixed(b []byte) (content, rest []byte, err error) {
	n, b, err := uvarint(b)
	if err != nil {
		return nil, nil, err
	}
	if n > uint64(len(b)) {
		return nil, nil, errCut
	}
	return b[:n:n], b[n:], nil
}

func skipFixed(kind uint8, b []byte) (rest []byte, err error) {
	n := 8
	switch kind {
	case fixed64:
	case fixed32:
		n = 4
	default:
		return nil, errField
	}
	if len(b) < n {
		return nil, errCut
	}
	return b[n:], nil
}

// skipGroup takes what is left of the group of that number off b, and the groups in it.
func skipGroup(number uint64, b []byte) (rest []byte, err error) {
	var open [maxDepth]uint64
	open[0] = number
	for depth := 1; depth > 0; {
		tag, behind, err := uvarint(b)
		if err != nil {
			return nil, err
		}
		switch tag & 7 {
		case groupStart:
			if depth == maxDepth || tag>>3 == 0 || tag>>3 > maxField {
				return nil, errGroup
			}
			open[depth], b = tag>>3, behind
			depth++
		case groupEnd:
			depth--
			if open[depth] != tag>>3 {
				return nil, errGroup
			}
			b = behind
		default:
			var f field
			if b, err = f.next(b); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}
