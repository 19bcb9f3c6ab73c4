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
	"unsafe"

	"github.com/shardkeeper/shardkeeper/processor"
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

// The fields of an aggregate, of a record and of a tag.
const (
	keyTable, hashTable, recordList            = 1, 2, 3
	keyIndex, hashIndex, recordData, recordTag = 1, 2, 3, 4
	tagKey, tagValue                           = 1, 2
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

// A sub is one record in an aggregate: its fields as they stand there.
type sub struct {
	key, hash uint64 // places in the tables, from 1 on; 0: none is named
	data      []byte // nil: missing
	tags      []byte // the record again, if it has tags
}

// read reads the fields of a record. One that comes twice counts as it stands the last time.
func (s *sub) read(record []byte) error {
	for rest := record; len(rest) > 0; {
		var f field
		var err error
		if rest, err = f.next(rest); err != nil {
			return err
		}
		switch {
		case f.is(keyIndex, varint):
			s.key, err = placeOf(f.value)
		case f.is(hashIndex, varint):
			s.hash, err = placeOf(f.value)
		case f.is(recordData, bytesType):
			s.data = f.bytes
		case f.is(recordTag, bytesType):
			s.tags = record
			_, err = readTag(f.bytes)
		}
		if err != nil {
			return err
		}
	}
	if s.key == 0 || s.data == nil {
		return errMissing
	}
	return nil
}

// placeOf counts an index from 1 on. No table has the last one.
func placeOf(index uint64) (uint64, error) {
	if index == math.MaxUint64 {
		return 0, errKey
	}
	return index + 1, nil
}

func readTag(tag []byte) (t processor.Tag, err error) {
	named := false
	for len(tag) > 0 {
		var f field
		if tag, err = f.next(tag); err != nil {
			return t, err
		}
		switch {
		case f.is(tagKey, bytesType):
			t.Key, named = textOf(f.bytes), true
		case f.is(tagValue, bytesType):
			t.Value = textOf(f.bytes)
		}
	}
	if !named {
		return t, errMissing
	}
	return t, nil
}

// tagged gives r the tags of s.
func (s *sub) tagged(r processor.Record) processor.Record {
	var tags []processor.Tag
	for rest := s.tags; len(rest) > 0; {
		var f field
		rest, _ = f.next(rest) // it was read before
		if f.is(recordTag, bytesType) {
			t, _ := readTag(f.bytes)
			tags = append(tags, t)
		}
	}
	return r.Tagged(slices.Clip(tags))
}

// textOf is b as text, in the same memory.
func textOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
