// Package tally sums what a client was given, so that every client can be seen to have read every
// record, whole and once. The sum does not depend on the order of records; it does depend on which
// shard a record came from.
package tally

import (
	"hash/crc32"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Sum is of data, partition key, sequence number and arrival time of one record or of many.
type Sum uint64

// castagnoli is a checksum that processors compute by themselves: the sum must cost next to nothing,
// or it would be what is measured.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Of is the sum of one record. Arrived is in milliseconds, which is all that the service stores.
func Of(data []byte, key, sequence string, arrived int64) Sum {
	names := crc32.Update(crc32.Update(0, castagnoli, bytesOf(key)), castagnoli, bytesOf(sequence))
	h := uint64(crc32.Update(0, castagnoli, data))<<32 | uint64(names)
	h = (h ^ uint64(arrived)) * 0x9e3779b97f4a7c15
	h = (h ^ h>>29) * 0xbf58476d1ce4e5b9
	return Sum(h ^ h>>32)
}

// InShard is what a shard's sum adds to the whole: by an odd factor of its own, so that reading one
// shard twice and another not at all does not add up.
func (s Sum) InShard(index int) Sum { return s * Sum(2*index+1) }

// bytesOf is s without a copy.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// A Tally is of one client. New makes it.
type Tally struct {
	shards []Shard
	each   int           // records in a shard
	left   atomic.Int64  // shards that are not read yet
	done   chan struct{} // closed when the last record was summed
	once   sync.Once
}

// A Shard's records are summed by one goroutine at a time.
type Shard struct {
	sum      Sum
	count    int
	repeated int
	last     string // sequence number of the record that was summed last
	whole    *Tally
	_        [64]byte // shards beside each other would otherwise share a cache line
}

// New is a tally of so many shards with so many records each.
func New(shards, each int) *Tally {
	t := &Tally{shards: make([]Shard, shards), each: each, done: make(chan struct{})}
	t.left.Store(int64(shards))
	for i := range t.shards {
		t.shards[i].whole = t
	}
	return t
}

// Shard is the one with this ID, shardId-000000000007, or nil if the stream has no such shard.
func (t *Tally) Shard(id string) *Shard {
	i, err := strconv.Atoi(strings.TrimPrefix(id, "shardId-"))
	if err != nil || i < 0 || i >= len(t.shards) {
		return nil
	}
	return &t.shards[i]
}

// Add sums one record. One that is not behind the last is a repetition: clients promise to give every
// record at least once, and on a busy machine one may lose a lease and read again from its checkpoint.
// Sequence numbers are all as long, so text sorts as they do.
func (s *Shard) Add(data []byte, key, sequence string, arrived int64) {
	if sequence <= s.last {
		s.repeated++
		return
	}
	s.last = sequence
	s.sum += Of(data, key, sequence, arrived)
	s.count++
	if s.count == s.whole.each {
		s.whole.finished()
	}
}

// Own makes the tally forget the memory of the records: it is about to be used again.
func (s *Shard) Own() { s.last = strings.Clone(s.last) }

// Full says whether all of the shard was read.
func (s *Shard) Full() bool { return s.count >= s.whole.each }

func (t *Tally) finished() {
	if t.left.Add(-1) == 0 {
		t.once.Do(func() { close(t.done) })
	}
}

// Done is closed when the last record of the last shard was summed.
func (t *Tally) Done() <-chan struct{} { return t.done }

// A Total is what was read of all shards.
type Total struct {
	Sum      Sum
	Records  int // each once
	Repeated int // beyond that
}

// Total is asked when the client has ended.
func (t *Tally) Total() Total {
	var all Total
	for i := range t.shards {
		s := &t.shards[i]
		all.Sum += s.sum.InShard(i)
		all.Records += s.count
		all.Repeated += s.repeated
	}
	return all
}
