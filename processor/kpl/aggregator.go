package kpl

// The producer's side: which records go into one aggregate, and when it is full.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shardkeeper/shardkeeper/processor"
)

// DefaultMaxBytes is the KPL's own default, AggregationMaxSize.
const DefaultMaxBytes = 51_200

const (
	mostBytes = 1 << 20 // what a record had at most when the format was made: older consumers reckon with that
	maxKey    = 256     // characters of a partition key, service limit
)

// A UserRecord is one record of a producer's. What it points to must not change before it is in an Entry.
type UserRecord struct {
	PartitionKey    string
	ExplicitHashKey string // decimal; "": the MD5 of the partition key decides
	Data            []byte
	Tags            []processor.Tag
}

// An Entry is one record of the stream: what PutRecord takes, and one of those that PutRecords takes.
type Entry struct {
	PartitionKey    string
	ExplicitHashKey string // "": none
	Data            []byte
	Records         int // of users in it
}

// An Aggregator packs records of users into few of the stream's, in the KPL's format, and never those of
// two shards into one: a consumer drops what is not its shard's. A record that has no company stays a plain
// one.
//
// It is a value without goroutines and clock: whoever uses it decides when to Flush, and guards it if
// several goroutines do. The zero value knows no shard and packs nothing; see Use. Records of one partition
// key come out in the order in which they were added, if ExplicitHashKey does not spread them.
type Aggregator struct {
	MaxBytes   int // of an Entry's data, if it bears more than one record; 0: DefaultMaxBytes; 1 MiB at most
	MaxRecords int // in an Entry; 0: any number

	shards  Map
	groups  []group // one for each shard of the map
	pending int
}

// Use says which shards are open, and appends to into what is full as it is grouped anew. Ask ListShards
// again, and call Use, when PutRecords answers with another shard than before: what is grouped by an old
// map after a split or merge is packed across shards.
func (a *Aggregator) Use(m Map, into []Entry) []Entry {
	if slices.Equal(m.ranges, a.shards.ranges) {
		return into
	}
	old := a.groups
	a.shards, a.groups, a.pending = m, make([]group, len(m.ranges)), 0
	for _, g := range old {
		for _, it := range g.items {
			into = a.put(it.UserRecord, it.at, into)
		}
	}
	return into
}

// Add takes r over, and appends to into what is full now. An error wraps ErrHashKey where the explicit hash
// key is none; nothing is taken over then.
func (a *Aggregator) Add(r UserRecord, into []Entry) ([]Entry, error) {
	if n := utf8.RuneCountInString(r.PartitionKey); n == 0 || n > maxKey {
		return into, fmt.Errorf("kpl: add a record: its partition key has %d characters, not 1 to %d", n, maxKey)
	}
	if r.ExplicitHashKey == "" {
		return a.put(r, hashOf(r.PartitionKey), into), nil
	}
	at, err := parseHash(r.ExplicitHashKey)
	if err != nil {
		return into, fmt.Errorf("kpl: add a record: its explicit hash key: %w", err)
	}
	r.ExplicitHashKey = cmp.Or(strings.TrimLeft(r.ExplicitHashKey, "0"), "0")
	return a.put(r, at, into), nil
}

// Flush appends all that was added and not given out.
func (a *Aggregator) Flush(into []Entry) []Entry {
	for i := range a.groups {
		into = a.groups[i].flush(into)
	}
	a.pending = 0
	return into
}

// Pending is how many records were added and not given out.
func (a *Aggregator) Pending() int { return a.pending }

// put groups r, which lies at that place.
func (a *Aggregator) put(r UserRecord, at hash, into []Entry) []Entry {
	shard, known := a.shards.shardOf(at)
	if !known {
		var alone group
		alone.add(r, at)
		return alone.flush(into)
	}
	g, given := &a.groups[shard], len(into)
	if g.size() > 0 && g.sizeWith(&r) > a.maxBytes() {
		into = g.flush(into)
	}
	g.add(r, at)
	a.pending++
	if g.size() >= a.maxBytes() || a.MaxRecords > 0 && len(g.items) >= a.MaxRecords {
		into = g.flush(into)
	}
	for _, e := range into[given:] {
		a.pending -= e.Records
	}
	return into
}

func (a *Aggregator) maxBytes() int { return min(cmp.Or(a.MaxBytes, DefaultMaxBytes), mostBytes) }
