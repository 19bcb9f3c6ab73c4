package kpl

// One record in an aggregate, and its tags.

import (
	"math"
	"slices"
	"unsafe"

	"github.com/shardkeeper/shardkeeper/processor"
)

// The fields of a record, and of a tag.
const (
	keyIndex, hashIndex, recordData, recordTag = 1, 2, 3, 4
	tagKey, tagValue                           = 1, 2
)

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
