package page

// The grammar of JSON (RFC 8259): objects, arrays, and passing over what nobody knows.

import (
	"bytes"
	"errors"
	"fmt"
)

// deepest is levels below a member that nobody knows; the model's own shapes have six.
const deepest = 32

var errEnds = errors.New("it ends in the middle")

// A scanner stands before a token of a document.
type scanner struct {
	p       []byte
	at      int
	changed bool // a text was unescaped
}

// wrong is an error at the place where the scanner stands. It quotes nothing of the document.
func (s *scanner) wrong(what string) error {
	if s.at >= len(s.p) {
		return errEnds
	}
	return fmt.Errorf("byte %d: %s", s.at, what)
}

// peek passes over white space and returns the byte behind it: 0 at the end, which begins no token.
func (s *scanner) peek() byte {
	for s.at < len(s.p) {
		switch c := s.p[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// end expects that nothing follows.
func (s *scanner) end() error {
	if s.peek(); s.at < len(s.p) {
		return s.wrong("something behind the end")
	}
	return nil
}

// pass passes over what was read before, if it comes again.
func (s *scanner) pass(raw []byte) bool {
	if len(raw) == 0 || !bytes.HasPrefix(s.p[s.at:], raw) {
		return false
	}
	s.at += len(raw)
	return true
}

// enter expects a bracket.
func (s *scanner) enter(bracket byte) error {
	if s.peek() != bracket {
		return s.wrong("another kind than the model's")
	}
	s.at++
	return nil
}

// more steps to the next item of what was entered, behind the comma; or behind the closing
// bracket, if there is none.
func (s *scanner) more(closing byte, first bool) (bool, error) {
	switch c := s.peek(); {
	case c == closing:
		s.at++
		return false, nil
	case first:
		return true, nil
	case c == ',':
		s.at++
		return true, nil
	}
	return false, s.wrong("no comma")
}

// member is the name of an object's next member that is not null; false: the object has no more.
func (s *scanner) member(first bool) (name []byte, another bool, err error) {
	for ; ; first = false {
		if another, err = s.more('}', first); err != nil || !another {
			return nil, false, err
		}
		if name, err = s.text(); err != nil {
			return nil, false, err
		}
		if s.peek() != ':' {
			return nil, false, s.wrong("no colon")
		}
		s.at++
		if !s.null() {
			return name, true, nil
		}
	}
}

// members reads an object.
func (s *scanner) members(read func(name []byte) error) error {
	err := s.enter('{')
	for first := true; err == nil; first = false {
		name, another, failed := s.member(first)
		if failed != nil || !another {
			return failed
		}
		err = read(name)
	}
	return err
}

// items reads an array.
func (s *scanner) items(read func() error) error {
	err := s.enter('[')
	for first := true; err == nil; first = false {
		another, failed := s.more(']', first)
		if failed != nil || !another {
			return failed
		}
		err = read()
	}
	return err
}

// null passes over a null, and says whether there was one.
func (s *scanner) null() bool { return s.peek() == 'n' && s.literal("null") == nil }

func (s *scanner) literal(word string) error {
	if len(s.p)-s.at < len(word) || string(s.p[s.at:s.at+len(word)]) != word {
		return s.wrong("no JSON")
	}
	s.at += len(word)
	return nil
}

// skip passes over a value and all that is in it.
func (s *scanner) skip() error { return s.skipAt(0) }

func (s *scanner) skipAt(depth int) error {
	if depth > deepest {
		return s.wrong("nested too deep")
	}
	switch s.peek() {
	case '"':
		_, err := s.text()
		return err
	case '{':
		return s.skipMembers(depth + 1)
	case '[':
		return s.items(func() error { return s.skipAt(depth + 1) })
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	case 'n':
		return s.literal("null")
	}
	_, err := s.number()
	return err
}

func (s *scanner) skipMembers(depth int) error {
	return s.members(func([]byte) error { return s.skipAt(depth) })
}
