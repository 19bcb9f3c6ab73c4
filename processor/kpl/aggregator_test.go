package kpl

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/processor"
)

// one is a map of one shard, which everything belongs to.
func one(t testing.TB) Map {
	t.Helper()
	m, err := NewMap([]Range{shard(t, "0", whole)})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Broken by: an index from 1 on; a table with what is in it already.
func TestTheAggregatorWritesTheDaemonsBytes(t *testing.T) {
	want, put := daemons(t)
	var a Aggregator
	entries := a.Use(one(t), nil)
	for _, r := range put {
		var err error
		if entries, err = a.Add(r, entries); err != nil {
			t.Fatal(err)
		}
	}
	entries = a.Flush(entries)
	if len(entries) != 1 || !bytes.Equal(entries[0].Data, want) {
		t.Fatalf("%x, want %x", entries, want)
	}
	if e := entries[0]; e.PartitionKey != "a" || e.ExplicitHashKey != hashOf("account-1").String() || e.Records != len(put) {
		t.Errorf("its key is %q, its hash key %s, it has %d records; want those of the KPL", e.PartitionKey, e.ExplicitHashKey, e.Records)
	}
}

// Any records, by any map, which changes on the way.
//
// Broken by: a map that is changed without a new grouping; a lone record whose data looks like an aggregate
// or whose tags are left out; a size that is reckoned too small.
func TestWhatIsPackedComesOutInItsShardAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Aggregator{MaxBytes: rapid.SampledFrom([]int{0, 1, 100, 1000}).Draw(t, "bytes"), MaxRecords: rapid.IntRange(0, 5).Draw(t, "records")}
		maps := []Map{anyMap().Draw(t, "map"), anyMap().Draw(t, "map")}
		want, got := map[string][]string{}, map[string][]string{}
		take := func(entries []Entry, m Map) {
			for _, e := range entries {
				if n := len(e.Data); e.Records > 1 && n > a.maxBytes() || a.MaxRecords > 0 && e.Records > a.MaxRecords {
					t.Errorf("%d records in %d bytes", e.Records, n)
				}
				for _, r := range arrive(t, e, m) {
					got[r.PartitionKey] = append(got[r.PartitionKey], inShort(r.Data, r.Tags()))
				}
			}
		}
		for _, m := range maps {
			take(a.Use(m, nil), m)
			for range rapid.IntRange(0, 20).Draw(t, "records") {
				r := anyRecord().Draw(t, "record")
				if r.ExplicitHashKey != "" {
					r.PartitionKey += "@" + r.ExplicitHashKey // order is per place
				}
				want[r.PartitionKey] = append(want[r.PartitionKey], inShort(r.Data, r.Tags))
				entries, err := a.Add(r, nil)
				if err != nil {
					t.Fatal(err)
				}
				take(entries, m)
			}
		}
		take(a.Flush(nil), maps[1])
		if fmt.Sprint(got) != fmt.Sprint(want) || a.Pending() != 0 {
			t.Errorf("%v, %d pending; want %v", got, a.Pending(), want)
		}
	})
}

func inShort(data []byte, tags []processor.Tag) string { return fmt.Sprintf("%q%v", data, tags) }

// arrive is what a consumer of the shard that e goes to gets of it.
func arrive(t *rapid.T, e Entry, m Map) []processor.Record {
	place := hashOf(e.PartitionKey)
	if e.ExplicitHashKey != "" {
		place, _ = parseHash(e.ExplicitHashKey)
	}
	var r Range
	if n, known := m.shardOf(place); known {
		r = m.ranges[n]
	}
	records, dropped, damaged := Deaggregate([]processor.Record{{Data: e.Data, PartitionKey: e.PartitionKey, Position: somewhere}}, r, nil)
	if dropped > 0 || damaged != nil || len(records) != e.Records {
		t.Errorf("%d records, %d dropped, %v; want %d", len(records), dropped, damaged, e.Records)
	}
	return records
}

func anyMap() *rapid.Generator[Map] {
	return rapid.Custom(func(t *rapid.T) Map {
		borders := rapid.SliceOfNDistinct(anyHash(), 0, 6, rapid.ID).Draw(t, "borders")
		slices.SortFunc(borders, hash.compare)
		var ranges []Range
		for i := 0; i+1 < len(borders); i += 2 { // every second one is a hole
			ranges = append(ranges, Range{borders[i], borders[i+1], true})
		}
		if rapid.Bool().Draw(t, "one shard") {
			ranges = []Range{{hash{}, hash{1<<64 - 1, 1<<64 - 1}, true}}
		}
		m, err := NewMap(ranges)
		if err != nil {
			t.Fatal(err)
		}
		return m
	})
}

func anyRecord() *rapid.Generator[UserRecord] {
	return rapid.Custom(func(t *rapid.T) UserRecord {
		r := UserRecord{
			PartitionKey: rapid.SampledFrom([]string{"a", "b", "c", "ключ", strings.Repeat("long", 40)}).Draw(t, "key"),
			Data:         []byte(rapid.SampledFrom([]string{"", "x", "record", magic, string(many(1)), strings.Repeat("large", 50)}).Draw(t, "data")),
		}
		if rapid.IntRange(0, 3).Draw(t, "explicit") == 0 {
			r.ExplicitHashKey = rapid.SampledFrom([]string{"0", "7", "170141183460469231731687303715884105728", whole}).Draw(t, "hash key")
		}
		if rapid.IntRange(0, 3).Draw(t, "tagged") == 0 {
			r.Tags = []processor.Tag{{Key: "k", Value: rapid.SampledFrom([]string{"", "v", strings.Repeat("v", 200)}).Draw(t, "tag")}}
		}
		return r
	})
}

// Broken by: a limit that is looked at only when it is passed; a record that alone is too large and takes
// others with it.
func TestAnAggregateIsGivenOutWhenItIsFull(t *testing.T) {
	record := UserRecord{PartitionKey: "k", Data: make([]byte, 1000)}
	for name, c := range map[string]struct {
		a    Aggregator
		want []int // records in the entries that come without a flush
	}{
		"by bytes":             {Aggregator{MaxBytes: 5000}, []int{4, 4}},
		"by count":             {Aggregator{MaxRecords: 3}, []int{3, 3, 3}},
		"too large on its own": {Aggregator{MaxBytes: 900}, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
		"by default":           {Aggregator{}, nil},
	} {
		entries := c.a.Use(one(t), nil)
		for range 10 {
			entries, _ = c.a.Add(record, entries)
		}
		var got []int
		for _, e := range entries {
			got = append(got, e.Records)
		}
		left := 10
		for _, n := range c.want {
			left -= n
		}
		if !slices.Equal(got, c.want) || c.a.Pending() != left {
			t.Errorf("%s: %v, %d pending; want %v, %d", name, got, c.a.Pending(), c.want, left)
		}
	}
	a := Aggregator{MaxBytes: 10 << 20}
	same(t, "the most there may be", a.maxBytes(), 1<<20)
}

// Broken by: an aggregate around a record that has no company.
func TestALoneRecordIsAPlainOne(t *testing.T) {
	var a Aggregator
	entries := a.Use(one(t), nil)
	for _, r := range []UserRecord{{PartitionKey: "k", Data: []byte("x")}, {PartitionKey: "k", ExplicitHashKey: "007", Data: []byte("y")}} {
		entries, _ = a.Add(r, entries)
		entries = a.Flush(entries)
	}
	want := []Entry{{"k", "", []byte("x"), 1}, {"k", "7", []byte("y"), 1}}
	if !reflect.DeepEqual(entries, want) {
		t.Errorf("%v, want %v", entries, want)
	}
}

// Broken by: a record of whose shard nothing is known that waits for others.
func TestWithoutAMapNothingIsPacked(t *testing.T) {
	var a Aggregator
	entries, err := a.Add(UserRecord{PartitionKey: "k", Data: []byte("x")}, nil)
	if want := []Entry{{"k", "", []byte("x"), 1}}; err != nil || !reflect.DeepEqual(entries, want) || a.Pending() != 0 {
		t.Errorf("%v, %v, %d pending; want %v at once", entries, err, a.Pending(), want)
	}
}

func TestWhatTheServiceWouldRefuseIsNotTakenOver(t *testing.T) {
	var a Aggregator
	a.Use(one(t), nil)
	for _, r := range []UserRecord{{}, {PartitionKey: strings.Repeat("ü", 257)}, {PartitionKey: "k", ExplicitHashKey: "x"}} {
		if entries, err := a.Add(r, nil); err == nil || len(entries) > 0 || a.Pending() > 0 {
			t.Errorf("%+v: %v, %v; want an error", r, entries, err)
		}
	}
	if _, err := a.Add(UserRecord{PartitionKey: "k", ExplicitHashKey: "1e9"}, nil); !errors.Is(err, ErrHashKey) {
		t.Errorf("%v, want ErrHashKey", err)
	}
	if _, err := a.Add(UserRecord{PartitionKey: strings.Repeat("ü", 256)}, nil); err != nil {
		t.Error(err)
	}
}

// Broken by: a map for each aggregate.
func TestPackingCostsTwoAllocationsAnAggregate(t *testing.T) {
	var a Aggregator
	entries := a.Use(one(t), nil)
	records := make([]UserRecord, 100)
	for i := range records {
		records[i] = UserRecord{PartitionKey: fmt.Sprint("account-", i%20), Data: make([]byte, 100)}
	}
	n := testing.AllocsPerRun(20, func() {
		entries = entries[:0]
		for _, r := range records {
			entries, _ = a.Add(r, entries)
		}
		entries = a.Flush(entries)
	})
	if n > 6 { // the bytes, and the hash key in decimal
		t.Errorf("%v allocations, want 6 at most", n)
	}
}
