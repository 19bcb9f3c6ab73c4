package kpl

// From the records of a page to those of users: which are given out, with which position, and which are
// another shard's.

import (
	"math"
	"slices"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// Deaggregate appends the records of users to into: those of each aggregate in its place, each at the
// position (sequence number, its number within the aggregate), and plain records as they are. Data and
// keys lie in the memory of the aggregate that they came in.
//
// Those whose hash key lies outside shard are left out, and counted: after a split or merge they come from
// the shard that they belong to. Aggregates that are damaged are given out as the records that they came
// in, whole, and listed.
func Deaggregate(records []processor.Record, shard Range, into []processor.Record) (all []processor.Record, dropped int, damaged []Damaged) {
	x := expander{shard: shard, rest: records}
	all = x.fill(into, math.MaxInt)
	return all, x.dropped, x.damaged
}

// An expander goes through records, and through those in them.
type expander struct {
	shard Range
	whole bool // aggregates stay what they are

	rest     []processor.Record
	open     bool // the first of rest is an aggregate, and this is it:
	inside   aggregate
	verdicts []verdict // on the keys and hash keys of its tables
	dropped  int
	damaged  []Damaged
}

// A verdict says whether a key is the shard's. It is made once for all records of an aggregate that bear
// the key: an MD5 costs more than all else that a record does.
type verdict uint8

const (
	unknown verdict = iota
	ours
	foreign
)

// done tells whether everything was given out.
func (x *expander) done() bool { return len(x.rest) == 0 }

// fill appends records to into until it has limit of them, or there are no more.
func (x *expander) fill(into []processor.Record, limit int) []processor.Record {
	for len(x.rest) > 0 && len(into) < limit {
		if !x.open {
			x.begin(&x.rest[0])
		}
		switch {
		case x.open && !x.whole:
			into = x.expand(into, limit)
		case x.open:
			into = append(into, x.last(x.rest[0]))
			x.end()
		default:
			into = append(into, x.rest[0])
			x.end()
		}
	}
	return into
}

// begin opens an aggregate. One that is damaged, and a plain record, stay closed.
func (x *expander) begin(r *processor.Record) {
	if !isAggregate(r.Data) || !r.Position.IsSequence() {
		return
	}
	if err := x.inside.open(r.Data); err != nil {
		x.damaged = append(x.damaged, Damaged{Position: r.Position.Clone(), Err: err})
		return
	}
	x.open = true
	if n := len(x.inside.keys) + len(x.inside.hashes); x.shard.filters() {
		x.verdicts = slices.Grow(x.verdicts[:0], n)[:n]
		clear(x.verdicts)
	}
}

func (x *expander) end() { x.rest, x.open = x.rest[1:], false }

// last is the aggregate r at the place of its last record: what is done when it is.
func (x *expander) last(r processor.Record) processor.Record {
	r.Position = within(r.Position, uint64(x.inside.count-1))
	return r
}

// expand gives out records of the aggregate that is open.
func (x *expander) expand(into []processor.Record, limit int) []processor.Record {
	outer, filters := &x.rest[0], x.shard.filters()
	into = x.withRoom(into, limit)
	var s sub
	for len(into) < limit && x.inside.left() {
		number, ok := x.inside.take(&s)
		if !ok {
			break
		}
		if filters && x.judge(&s) == foreign {
			x.dropped++
			continue
		}
		into = append(into, processor.Record{
			Data:            s.data,
			PartitionKey:    x.inside.key(&s),
			ExplicitHashKey: x.inside.hash(&s),
			Position:        within(outer.Position, number),
			Arrived:         outer.Arrived,
		})
		if s.tags != nil {
			into[len(into)-1] = s.tagged(into[len(into)-1])
		}
	}
	if !x.inside.left() {
		x.end()
	}
	return into
}

// withRoom makes room in into for the aggregate that is open, and if that takes new memory, for those behind
// it too, as if they were like it: to grow with each costs more than to read them.
func (x *expander) withRoom(into []processor.Record, limit int) []processor.Record {
	room, need := limit-len(into), x.inside.count-int(x.inside.taken)
	if cap(into)-len(into) >= min(need, room) {
		return into
	}
	behind := 0
	for i := range x.rest[1:] {
		behind += len(x.rest[1+i].Data)
	}
	return slices.Grow(into, min(need+x.inside.count*behind/len(x.rest[0].Data), room))
}

// within is the place of a record in the aggregate at outer, which is a sequence number.
func within(outer checkpoint.Position, number uint64) checkpoint.Position {
	at, err := checkpoint.At(outer.SequenceNumber(), number)
	if err != nil {
		return outer
	}
	return at
}

// judge tells whether the shard is that of s.
func (x *expander) judge(s *sub) verdict {
	v := &x.verdicts[s.key-1]
	if s.hash != 0 {
		v = &x.verdicts[len(x.inside.keys)+int(s.hash)-1]
	}
	if *v == unknown {
		*v = ours
		if h, ok := x.placeOf(s); ok && !x.shard.contains(h) {
			*v = foreign
		}
	}
	return *v
}

// placeOf is where s lies on the hash line. An explicit hash key that is no place there makes s no other
// shard's, so nobody else would give it out.
func (x *expander) placeOf(s *sub) (hash, bool) {
	if s.hash == 0 {
		return hashOf(x.inside.key(s)), true
	}
	h, err := parseHash(x.inside.hash(s))
	return h, err == nil
}
