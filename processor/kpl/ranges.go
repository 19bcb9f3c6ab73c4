package kpl

// What part of the hash line is a shard's, and which shard a place belongs to.

import (
	"fmt"
	"slices"
	"sort"
)

// A Range is a shard's part of the hash line. The zero value is that of a shard whose part is not known:
// it contains everything.
type Range struct {
	first, last hash
	known       bool
}

// ParseRange reads a range as ListShards and lease rows have it: first and last place, in decimal. Two
// empty texts are the zero value. An error wraps ErrHashKey where one of them is no hash key.
func ParseRange(starting, ending string) (Range, error) {
	if starting == "" && ending == "" {
		return Range{}, nil
	}
	first, err := parseHash(starting)
	if err != nil {
		return Range{}, fmt.Errorf("kpl: parse the start %q of a range: %w", starting, err)
	}
	last, err := parseHash(ending)
	if err != nil {
		return Range{}, fmt.Errorf("kpl: parse the end %q of a range: %w", ending, err)
	}
	if last.compare(first) < 0 {
		return Range{}, fmt.Errorf("kpl: parse a range: its end %s is before its start %s", ending, starting)
	}
	return Range{first, last, true}, nil
}

// String is the range in words.
func (r Range) String() string {
	if !r.known {
		return "unknown"
	}
	return r.first.String() + "-" + r.last.String()
}

// filters tells whether there is a place that r does not contain.
func (r Range) filters() bool {
	return r.known && (r.first != hash{} || r.last != hash{^uint64(0), ^uint64(0)})
}

func (r Range) contains(h hash) bool {
	return !r.known || r.first.compare(h) <= 0 && h.compare(r.last) <= 0
}

// A Map says which places belong to one shard: the ranges of the open shards of a stream. The zero value
// knows no shard.
type Map struct{ ranges []Range }

// NewMap makes a map of the open shards' ranges, in any order. They may leave holes, as they do for a
// moment during a split, and must not overlap: a closed parent, which ListShards has beside its children,
// does not belong here.
func NewMap(open []Range) (Map, error) {
	ranges := slices.Clone(open)
	slices.SortFunc(ranges, func(a, b Range) int { return a.first.compare(b.first) })
	for i, r := range ranges {
		if !r.known {
			return Map{}, fmt.Errorf("kpl: map %d shards: the range of one is not known", len(open))
		}
		if i > 0 && r.first.compare(ranges[i-1].last) <= 0 {
			return Map{}, fmt.Errorf("kpl: map %d shards: %v and %v overlap; closed shards do not belong here", len(open), ranges[i-1], r)
		}
	}
	return Map{ranges}, nil
}

// shardOf is the number of the shard that h belongs to, false: no shard's.
func (m Map) shardOf(h hash) (int, bool) {
	i := sort.Search(len(m.ranges), func(i int) bool { return h.compare(m.ranges[i].last) <= 0 })
	return i, i < len(m.ranges) && m.ranges[i].contains(h)
}
