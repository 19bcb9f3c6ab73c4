package kpl

// One aggregate: found to be sound as a whole before any of it is given out, then taken to pieces one by
// one. Nothing of its content is copied, and what is kept of it besides is four bytes a key.

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"math"
	"slices"
)

// magic is what an aggregate begins with, and digestSize the length of the MD5 that it ends with.
const (
	magic      = "\xf3\x89\x9a\xc2"
	digestSize = md5.Size
	overhead   = len(magic) + digestSize
)

// What an aggregate can be damaged by, besides its wire format.
var (
	errShort   = errors.New("it is too short")
	errLong    = errors.New("it is too long")
	errDigest  = errors.New("its MD5 is not that of its content")
	errEmpty   = errors.New("it has no records")
	errMissing = errors.New("a required field is missing")
	errKey     = errors.New("a record names a key that its table does not have")
)

// The fields of an aggregate.
const (
	keyTable   = 1
	hashTable  = 2
	recordList = 3
)

func isAggregate(data []byte) bool {
	return len(data) >= len(magic) && string(data[:len(magic)]) == magic
}

// An aggregate is one that is being taken to pieces. Its memory is used again for the next one.
type aggregate struct {
	message      []byte
	rest         []byte   // of message, behind the records that were taken
	keys, hashes []uint32 // where in message the entries of the two tables are
	count        int      // of all records
	taken        uint64   // of them: the sub-sequence number of the next one
}

// open checks data, which isAggregate, from end to end. An error says why it is damaged.
func (a *aggregate) open(data []byte) error {
	a.keys, a.hashes = a.keys[:0], a.hashes[:0]
	if len(data) <= overhead {
		return errShort
	}
	if len(data) > math.MaxUint32 {
		return errLong
	}
	end := len(data) - digestSize
	message := data[len(magic):end:end]
	if sum := md5.Sum(message); !bytes.Equal(sum[:], data[end:]) {
		return errDigest
	}
	a.message, a.rest, a.taken = message, message, 0
	return a.check()
}

// check reads all of the message. The tables may stand behind records that refer to them.
func (a *aggregate) check() error {
	var highest struct{ key, hash uint64 } // of the keys that records name, from 1 on
	a.count = 0
	for rest := a.message; len(rest) > 0; {
		var f field
		behind, err := f.next(rest)
		if err != nil {
			return err
		}
		at := uint32(len(a.message) - len(rest))
		switch {
		case f.is(recordList, bytesType):
			var s sub
			if err := s.read(f.bytes); err != nil {
				return fmt.Errorf("record %d: %w", a.count, err)
			}
			highest.key, highest.hash = max(highest.key, s.key), max(highest.hash, s.hash)
			a.count++
		case f.is(keyTable, bytesType):
			a.keys = entered(a.keys, at)
		case f.is(hashTable, bytesType):
			a.hashes = entered(a.hashes, at)
		}
		rest = behind
	}
	if a.count == 0 {
		return errEmpty
	}
	if highest.key > uint64(len(a.keys)) || highest.hash > uint64(len(a.hashes)) {
		return errKey
	}
	return nil
}

// entered is table with one more entry. It doubles: append grows a long slice in small steps, and leaves
// many times its length to the garbage collector.
func entered(table []uint32, at uint32) []uint32 {
	if len(table) == cap(table) {
		table = slices.Grow(table, max(16, len(table)))
	}
	return append(table, at)
}

// take gives the next record of an aggregate that is sound, false: there is none.
func (a *aggregate) take(s *sub) (number uint64, ok bool) {
	for len(a.rest) > 0 {
		var f field
		rest, err := f.next(a.rest)
		if err != nil {
			return 0, false // it was read before
		}
		a.rest = rest
		if f.is(recordList, bytesType) {
			*s = sub{}
			a.taken++
			return a.taken - 1, s.read(f.bytes) == nil
		}
	}
	return 0, false
}

// left tells whether there is more to take.
func (a *aggregate) left() bool { return a.taken < uint64(a.count) }

// entry is the text of a table's entry, which lies in the message.
func (a *aggregate) entry(at uint32) string {
	var f field
	_, _ = f.next(a.message[at:]) // it was read before
	return textOf(f.bytes)
}

// key and hash are what s names: its partition key, and its explicit hash key or "".
func (a *aggregate) key(s *sub) string { return a.entry(a.keys[s.key-1]) }

func (a *aggregate) hash(s *sub) string {
	if s.hash == 0 {
		return ""
	}
	return a.entry(a.hashes[s.hash-1])
}
