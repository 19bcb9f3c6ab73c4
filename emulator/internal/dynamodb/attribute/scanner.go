package attribute

// A scanner of JSON that knows just enough for attribute values. It reads each byte once, where
// encoding/json would read a nested value again for every level above it.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

var errTruncated = errors.New("unexpected end of the document")

type scanner struct {
	data []byte
	at   int
}

// peek is the next byte that is not white space, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// accept reads c if it is next.
func (s *scanner) accept(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

func (s *scanner) expect(c byte, what string) error {
	if s.accept(c) {
		return nil
	}
	if s.at >= len(s.data) {
		return errTruncated
	}
	return fmt.Errorf("%s expected at offset %d", what, s.at)
}

// members reads an object, calling read at each value.
func (s *scanner) members(read func(name string) error) error {
	if err := s.expect('{', "an object"); err != nil {
		return err
	}
	for first := true; !s.accept('}'); first = false {
		if !first {
			if err := s.expect(',', "a comma"); err != nil {
				return err
			}
		}
		name, err := s.text()
		if err != nil {
			return err
		}
		if err := s.expect(':', "a colon"); err != nil {
			return err
		}
		if err := read(name); err != nil {
			return err
		}
	}
	return nil
}

// elements reads an array, calling read at each value.
func (s *scanner) elements(read func() error) error {
	if err := s.expect('[', "an array"); err != nil {
		return err
	}
	for first := true; !s.accept(']'); first = false {
		if !first {
			if err := s.expect(',', "a comma"); err != nil {
				return err
			}
		}
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// text reads a string.
func (s *scanner) text() (string, error) {
	if err := s.expect('"', "a string"); err != nil {
		return "", err
	}
	start := s.at
	end := bytes.IndexAny(s.data[start:], `"\`)
	if end >= 0 && s.data[start+end] == '"' {
		s.at = start + end + 1
		return string(s.data[start : start+end]), nil
	}
	return s.escapedText(start - 1)
}

// escapedText reads a string with a backslash in it; encoding/json knows what they mean.
func (s *scanner) escapedText(start int) (string, error) {
	for at := start + 1; at < len(s.data); at++ {
		switch s.data[at] {
		case '\\':
			at++
		case '"':
			s.at = at + 1
			var text string
			err := json.Unmarshal(s.data[start:s.at], &text)
			return text, err
		}
	}
	return "", errTruncated
}

// boolean reads true or false.
func (s *scanner) boolean() (bool, error) {
	for _, b := range []bool{true, false} {
		if word := fmt.Sprint(b); s.peek() == word[0] && bytes.HasPrefix(s.data[s.at:], []byte(word)) {
			s.at += len(word)
			return b, nil
		}
	}
	return false, fmt.Errorf("a boolean expected at offset %d", s.at)
}

// isNull reads null if it is next, which counts as absent everywhere.
func (s *scanner) isNull() bool {
	if s.peek() != 'n' || !bytes.HasPrefix(s.data[s.at:], []byte("null")) {
		return false
	}
	s.at += len("null")
	return true
}

// skip reads a value of any kind without looking at it.
func (s *scanner) skip() error {
	decoder := json.NewDecoder(bytes.NewReader(s.data[s.at:]))
	var ignored json.RawMessage
	if err := decoder.Decode(&ignored); err != nil {
		return err
	}
	s.at += int(decoder.InputOffset())
	return nil
}
