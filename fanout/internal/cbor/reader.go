package cbor

// The heads of items, and strings.

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrEnds is what a document that was cut gives.
var ErrEnds = errors.New("it ends in the middle")

// A Reader stands before an item of a document.
type Reader struct {
	p  []byte
	at int
}

// NewReader stands before the first item.
func NewReader(document []byte) Reader { return Reader{p: document} }

// At is how many bytes have been read.
func (r *Reader) At() int { return r.at }

// Left is how many bytes have not.
func (r *Reader) Left() int { return len(r.p) - r.at }

// A Head says what an item is. N is its number, its length, or the bits of its float.
type Head struct {
	Kind, Info byte
	N          uint64
}

func (h Head) indefinite() bool { return h.Info == Indefinite }

// Head reads one, and passes over tags.
func (r *Reader) Head() (Head, error) {
	if r.at < len(r.p) {
		if first := r.p[r.at]; first&31 < Arg1 && first>>5 != Tag {
			r.at++
			return Head{first >> 5, first & 31, uint64(first & 31)}, nil
		}
	}
	return r.longHead()
}

// longHead is one of more than a byte, or behind tags.
func (r *Reader) longHead() (Head, error) {
	for {
		if r.at >= len(r.p) {
			return Head{}, ErrEnds
		}
		first := r.p[r.at]
		h := Head{Kind: first >> 5, Info: first & 31, N: uint64(first & 31)}
		r.at++
		if h.Info >= Arg1 {
			if err := r.argument(&h); err != nil {
				return Head{}, err
			}
		}
		if h.Kind != Tag {
			return h, nil
		}
	}
}

func (r *Reader) argument(h *Head) error {
	if h.indefinite() && h.Kind >= Bytes && h.Kind != Tag {
		h.N = 0
		return nil
	}
	if h.Info > Arg8 {
		return r.Wrong("no CBOR")
	}
	rest := r.p[r.at:]
	size := 1 << (h.Info - Arg1)
	if len(rest) < size {
		return ErrEnds
	}
	r.at += size
	switch h.Info {
	case Arg1:
		h.N = uint64(rest[0])
	case Arg2:
		h.N = uint64(binary.BigEndian.Uint16(rest))
	case Arg4:
		h.N = uint64(binary.BigEndian.Uint32(rest))
	case Arg8:
		h.N = binary.BigEndian.Uint64(rest)
	}
	return nil
}

// Wrong is an error at the byte read last. It quotes nothing of the document.
func (r *Reader) Wrong(what string) error {
	return fmt.Errorf("byte %d: %s", r.at-1, what)
}

// Null passes over a null, and says whether there was one.
func (r *Reader) Null() bool {
	if r.at < len(r.p) && (r.p[r.at] == Null || r.p[r.at] == Undefined) {
		r.at++
		return true
	}
	return false
}

// Pass passes over what was read before, if it comes again.
func (r *Reader) Pass(raw []byte) bool {
	if len(raw) == 0 || !bytes.HasPrefix(r.p[r.at:], raw) {
		return false
	}
	r.at += len(raw)
	return true
}

// Since is what has been read since the reader was at a place.
func (r *Reader) Since(at int) []byte { return r.p[at:r.at] }

// Bytes are a string's, of the kind Bytes or Text. They point into the document unless it is in
// chunks; their capacity ends with them, so that appending to them copies.
func (r *Reader) Bytes(kind byte) ([]byte, error) {
	if part, short := r.short(kind); short {
		return part, nil
	}
	h, err := r.Head()
	if err != nil {
		return nil, err
	}
	if h.Kind != kind {
		return nil, r.Wrong("another kind than the model's")
	}
	if h.indefinite() {
		return r.chunks(kind)
	}
	return r.take(h.N)
}

// short reads a string of at most 255 bytes, as nearly all are, and touches nothing else.
func (r *Reader) short(kind byte) ([]byte, bool) {
	rest := r.p[r.at:]
	if len(rest) < 2 {
		return nil, false
	}
	n, head := int(rest[0])-int(kind)<<5, 1
	if n == Arg1 {
		n, head = int(rest[1]), 2
	} else if n < 0 || n > Arg1 {
		return nil, false
	}
	if n > len(rest)-head {
		return nil, false
	}
	r.at += head + n
	return rest[head : head+n : head+n], true
}

func (r *Reader) take(n uint64) ([]byte, error) {
	if n > uint64(len(r.p)-r.at) {
		return nil, ErrEnds
	}
	end := r.at + int(n)
	part := r.p[r.at:end:end]
	r.at = end
	return part, nil
}

func (r *Reader) chunks(kind byte) ([]byte, error) {
	all := []byte{}
	for {
		h, err := r.Head()
		switch {
		case err != nil:
			return nil, err
		case h.Kind == Simple && h.indefinite():
			return all, nil
		case h.Kind != kind || h.indefinite():
			return nil, r.Wrong("a chunk of another kind")
		}
		part, err := r.take(h.N)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
}
