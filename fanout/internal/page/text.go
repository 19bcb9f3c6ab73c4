package page

// Strings of JSON: found at speed, unescaped in place.

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string. It points into the document, which is changed if the string has escapes. What
// is no UTF-8, and half a surrogate pair, becomes U+FFFD, as in encoding/json.
func (s *scanner) text() ([]byte, error) {
	if s.peek() != '"' {
		return nil, s.wrong("another kind than the model's")
	}
	s.at++
	return s.textFrom(s.at)
}

// textFrom reads what is left of a string from one of its bytes.
func (s *scanner) textFrom(from int) ([]byte, error) {
	s.at = plain(s.p, from)
	if s.at < len(s.p) && s.p[s.at] == '"' {
		s.at++
		return s.p[from : s.at-1 : s.at-1], nil
	}
	return s.unescaped(from)
}

// plain is the first byte at or behind at that is more than itself: a quote, a backslash, a control
// character, or one of several of a character.
func plain(p []byte, at int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; at+8 <= len(p); at += 8 {
		w := binary.LittleEndian.Uint64(p[at:])
		quote, backslash := w^ones*'"', w^ones*'\\'
		// A byte's high bit is set where subtracting borrowed, and in one at least where it was set
		// before. A borrow goes upwards, so the lowest is right.
		if found := ((w - ones*' ') | (quote - ones) | (backslash - ones)) & highs; found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for ; at < len(p); at++ {
		if c := p[at]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
	}
	return at
}

// unescaped reads the rest of a string that is more than plain, from its byte from; the scanner stands
// at the first that is. No escape is shorter than what it means, so nothing is written over before it
// was read. Only what is no UTF-8 becomes longer, and moves.
func (s *scanner) unescaped(from int) ([]byte, error) {
	end, err := s.quote()
	if err != nil {
		return nil, err
	}
	valid := utf8.Valid(s.p[s.at:end])
	if valid && bytes.IndexByte(s.p[s.at:end], '\\') < 0 {
		s.at = end + 1
		return s.p[from:end:end], nil
	}
	s.changed = true
	out := s.p[from:s.at:end]
	if !valid {
		out = append(make([]byte, 0, len(out)+3*(end-s.at)), out...)
	}
	for s.at < end {
		c := s.p[s.at]
		switch {
		case c == '\\':
			r, err := s.escape(end)
			if err != nil {
				return nil, err
			}
			out = utf8.AppendRune(out, r)
		case c < utf8.RuneSelf:
			out = append(out, c)
			s.at++
		default:
			r, size := utf8.DecodeRune(s.p[s.at:end])
			out = utf8.AppendRune(out, r)
			s.at += size
		}
	}
	s.at = end + 1
	return out[:len(out):len(out)], nil
}

// quote finds the quote that ends the string.
func (s *scanner) quote() (end int, err error) {
	for end = s.at; end < len(s.p); end++ {
		switch c := s.p[end]; {
		case c == '"':
			return end, nil
		case c == '\\':
			end++
		case c < ' ':
			s.at = end
			return 0, s.wrong("a control character in a string")
		}
	}
	return 0, errEnds
}

// escape reads one, which ends before end.
func (s *scanner) escape(end int) (rune, error) {
	s.at++ // behind the backslash there is a byte, or quote would have found no end
	c := s.p[s.at]
	s.at++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return s.unicode(end)
	}
	return 0, s.wrong("no escape")
}

// unicode reads four digits, and a second escape if the first is half a pair and the second the other.
func (s *scanner) unicode(end int) (rune, error) {
	r, ok := hex4(s.p[s.at:end])
	if !ok {
		return 0, s.wrong("no escape")
	}
	s.at += 4
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	rest := s.p[s.at:end]
	if len(rest) >= 6 && rest[0] == '\\' && rest[1] == 'u' {
		low, _ := hex4(rest[2:])
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			s.at += 6
			return pair, nil
		}
	}
	return utf8.RuneError, nil
}

func hex4(p []byte) (r rune, ok bool) {
	if len(p) < 4 {
		return 0, false
	}
	for _, c := range p[:4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
