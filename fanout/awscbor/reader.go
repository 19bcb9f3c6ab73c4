package awscbor

// The items of CBOR: their heads, and strings. Nothing here believes a length before it
// has seen the bytes.

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Kinds of items, the upper three bits of a head (RFC 8949, major types).
const (
	kindUint = iota
	kindNegative
	kindBytes
	kindText
	kindArray
	kindMap
	kindTag
	kindSimple
)

// The lower five bits of a head, from where they are no number of their own.
const (
	arg1       = 24
	arg2       = 25
	arg4       = 26
	arg8       = 27
	indefinite = 31
)

// Whole heads.
const (
	headFalse     = 0xf4
	headTrue      = 0xf5
	headNull      = 0xf6
	headUndefined = 0xf7
	headBreak     = 0xff
)

var errEnds = errors.New("it ends in the middle")

// A reader stands before an item.
type reader struct {
	p  []byte
	at int
}

// A head says what an item is. n is its number, its length, or the bits of its float.
type head struct {
	kind, info byte
	n          uint64
}

func (h head) indefinite() bool { return h.info == indefinite }

// head reads one, and passes over tags: what a member means its name says.
func (r *reader) head() (head, error) {
	for {
		if r.at >= len(r.p) {
			return head{}, errEnds
		}
		first := r.p[r.at]
		h := head{kind: first >> 5, info: first & 31}
		r.at++
		if h.info < arg1 {
			h.n = uint64(h.info)
		} else if err := r.argument(&h); err != nil {
			return head{}, err
		}
		if h.kind != kindTag {
			return h, nil
		}
	}
}

func (r *reader) argument(h *head) error {
	if h.indefinite() && h.kind >= kindBytes && h.kind != kindTag {
		return nil
	}
	if h.info > arg8 {
		return r.wrong("no CBOR")
	}
	arg, err := r.take(1 << (h.info - arg1))
	if err != nil {
		return err
	}
	switch h.info {
	case arg1:
		h.n = uint64(arg[0])
	case arg2:
		h.n = uint64(binary.BigEndian.Uint16(arg))
	case arg4:
		h.n = uint64(binary.BigEndian.Uint32(arg))
	case arg8:
		h.n = binary.BigEndian.Uint64(arg)
	}
	return nil
}

func (r *reader) wrong(what string) error {
	return fmt.Errorf("byte %d: %s", r.at-1, what)
}

// null passes over a null, and says whether there was one.
func (r *reader) null() bool {
	if r.at < len(r.p) && (r.p[r.at] == headNull || r.p[r.at] == headUndefined) {
		r.at++
		return true
	}
	return false
}

// bytes are a string's, of bytes or of text. They point into the document unless it is in chunks.
func (r *reader) bytes(kind byte) ([]byte, error) {
	h, err := r.head()
	if err != nil {
		return nil, err
	}
	if h.kind != kind {
		return nil, r.wrong("another kind than the model's")
	}
	if h.indefinite() {
		return r.chunks(kind)
	}
	return r.take(h.n)
}

func (r *reader) take(n uint64) ([]byte, error) {
	if n > uint64(len(r.p)-r.at) {
		return nil, errEnds
	}
	end := r.at + int(n)
	part := r.p[r.at:end:end] // appending to it copies: it does not run into what follows
	r.at = end
	return part, nil
}

func (r *reader) chunks(kind byte) ([]byte, error) {
	all := []byte{}
	for {
		h, err := r.head()
		switch {
		case err != nil:
			return nil, err
		case h.kind == kindSimple && h.indefinite():
			return all, nil
		case h.kind != kind || h.indefinite():
			return nil, r.wrong("a chunk of another kind")
		}
		part, err := r.take(h.n)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
}
