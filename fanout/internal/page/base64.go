package page

// Base64, the standard alphabet with padding, decoded in place.

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// blob reads a string of base64. The bytes lie where the string began.
func (s *scanner) blob() ([]byte, error) {
	if s.peek() != '"' {
		return nil, s.wrong("another kind than the model's")
	}
	from := s.at + 1
	read, written := decode(s.p, from)
	rest, err := s.textFrom(read) // what decode did not take: padding, escapes, what is no base64
	if err != nil {
		return nil, err
	}
	n, ok := decodeLast(s.p[written:], rest)
	if !ok {
		// The slow way: line breaks are base64 too, and an error says where.
		n, err = base64.StdEncoding.Decode(s.p[written:s.at], rest)
		if err != nil {
			return nil, fmt.Errorf("byte %d: a string that is no base64: %w", read, err)
		}
	}
	end := written + n
	return s.p[from:end:end], nil
}

// decode decodes from its place on as many whole groups of four characters as there are, in place, and
// says how far it read and wrote: by four groups first, then by one. What it writes is never longer than
// what it has read.
func decode(p []byte, at int) (read, written int) {
	read, written = at, at
	for len(p)-read >= 16 {
		in, out := (*[16]byte)(p[read:]), (*[16]byte)(p[written:])
		a, b := group(in[0], in[1], in[2], in[3]), group(in[4], in[5], in[6], in[7])
		c, d := group(in[8], in[9], in[10], in[11]), group(in[12], in[13], in[14], in[15])
		if (a|b|c|d)&invalid != 0 {
			break
		}
		binary.BigEndian.PutUint64(out[:8], uint64(a)<<40|uint64(b)<<16|uint64(c)>>8)
		binary.BigEndian.PutUint32(out[8:], c<<24|d)
		read, written = read+16, written+12
	}
	for len(p)-read >= 4 {
		v := group(p[read], p[read+1], p[read+2], p[read+3])
		if v&invalid != 0 {
			break
		}
		p[written], p[written+1], p[written+2] = byte(v>>16), byte(v>>8), byte(v)
		read, written = read+4, written+3
	}
	return read, written
}

// group is the 24 bits of four characters, or more than that if one of them is none of the alphabet.
func group(a, b, c, d byte) uint32 {
	return values[0][a] | values[1][b] | values[2][c] | values[3][d]
}

// decodeLast decodes the group with padding, or nothing; false: it is something else.
func decodeLast(into, c []byte) (n int, ok bool) {
	if len(c) == 0 {
		return 0, true
	}
	if len(c) != 4 || c[3] != '=' {
		return 0, false
	}
	v := values[0][c[0]] | values[1][c[1]]
	if c[2] == '=' {
		n = 1
	} else {
		v |= values[2][c[2]]
		n = 2
	}
	if v&invalid != 0 {
		return 0, false
	}
	into[0] = byte(v >> 16)
	if n == 2 {
		into[1] = byte(v >> 8)
	}
	return n, true
}

const invalid = 1 << 31

// values are the bits of each character at each of its four places in a group: four look-ups make
// three bytes, and one test tells whether all four characters were of the alphabet. Never written to.
var values = alphabet()

func alphabet() (t [4][256]uint32) {
	const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for place := range t {
		for c := range t[place] {
			t[place][c] = invalid
		}
		for value := range len(characters) {
			t[place][characters[value]] = uint32(value) << (18 - 6*place)
		}
	}
	return t
}
