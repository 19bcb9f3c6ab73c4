package kpl

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/processor"
)

// A record that belongs to another shard says nothing about its neighbours, nor about their numbers.
//
// Broken by: what the Java KCL does, an end at the first foreign record; numbers that count only what is
// given out; the verdict on a key taken for that on an explicit hash key of the same number.
func TestRecordsOfAnotherShardAreDroppedOneByOne(t *testing.T) {
	message := key("a") + key("b") + hashKey("15") + hashKey("25") + hashKey("no number") + hashKey("340282366920938463463374607431768211456") +
		record(keyAt(0), hashAt(1), data("foreign")) +
		record(keyAt(0), hashAt(0), data("ours")) +
		record(keyAt(1), hashAt(1), data("foreign")) +
		record(keyAt(1), data("by its MD5, foreign")) +
		record(keyAt(1), hashAt(0), data("ours")) +
		record(keyAt(0), data("by its MD5, foreign")) +
		record(keyAt(0), hashAt(2), data("nobody's")) +
		record(keyAt(0), hashAt(3), data("nobody's"))
	got, dropped, damaged := Deaggregate([]processor.Record{outer(t, sealed(message))}, shard(t, "10", "20"), nil)
	want := "[a|15|ours/1 b|15|ours/4 a|no number|nobody's/6 a|340282366920938463463374607431768211456|nobody's/7]"
	if fmt.Sprint(texts(got)) != want || dropped != 4 || damaged != nil {
		t.Errorf("%v, %d dropped, %v; want %s, 4 dropped", texts(got), dropped, damaged, want)
	}
}

// Broken by: a range whose ends are compared by one word; a verdict that outlives its aggregate.
func TestEachRecordIsJudgedAsByBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ends := []hash{anyHash().Draw(t, "end"), anyHash().Draw(t, "other end")}
		if ends[1].compare(ends[0]) < 0 {
			ends[0], ends[1] = ends[1], ends[0]
		}
		r, err := ParseRange(ends[0].String(), ends[1].String())
		if err != nil {
			t.Fatal(err)
		}
		var records []processor.Record
		var want []string
		for range rapid.IntRange(1, 3).Draw(t, "aggregates") {
			var g group
			for i := range rapid.IntRange(2, 20).Draw(t, "records") {
				u := UserRecord{PartitionKey: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "key"), Data: fmt.Append(nil, i)}
				place := hashOf(u.PartitionKey)
				if rapid.Bool().Draw(t, "explicit") {
					place = rapid.OneOf(anyHash(), rapid.SampledFrom(ends)).Draw(t, "place")
					u.ExplicitHashKey = place.String()
				}
				g.add(u, place)
				if low, high := ends[0].big(), ends[1].big(); place.big().Cmp(low) >= 0 && place.big().Cmp(high) <= 0 {
					want = append(want, fmt.Sprintf("%s|%s|%s/%d", u.PartitionKey, new(big.Int).Set(place.big()), u.Data, i))
				}
			}
			records = append(records, processor.Record{Data: g.flush(nil)[0].Data, Position: somewhere})
		}
		all, _, _ := Deaggregate(records, r, nil)
		var got []string
		for _, one := range all {
			place := hashOf(one.PartitionKey)
			if one.ExplicitHashKey != "" {
				place, _ = parseHash(one.ExplicitHashKey)
			}
			got = append(got, fmt.Sprintf("%s|%s|%s/%d", one.PartitionKey, place.big(), one.Data, one.Position.SubSequenceNumber()))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}
