package kpl

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/shardkeeper/shardkeeper/processor"
)

// Whatever a message is, its aggregate comes either as it is or in pieces that are numbered in order, no
// more of them than bytes; and packed again and taken to pieces again they are the same.
func FuzzDeaggregate(f *testing.F) {
	packed, _ := daemons(f)
	f.Add(packed[len(magic):len(packed)-digestSize], uint64(0), ^uint64(0))
	f.Add([]byte(key("a")+key("b")+hashKey("7")+record(keyAt(1), hashAt(0), data("x"), tag(fieldOf(1, "k"), fieldOf(2, "v")))), uint64(0), uint64(7))
	f.Add([]byte(record(keyAt(0), data("x"))+"\x7b\x83\x01\x84\x01\x7c"+key("a")), uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, message []byte, first, last uint64) {
		aggregate := processor.Record{Data: sealed(string(message)), Position: somewhere}
		all, _, damaged := Deaggregate([]processor.Record{aggregate}, Range{}, nil)
		if len(damaged) > 0 {
			if len(damaged) != 1 || !reflect.DeepEqual(all, []processor.Record{aggregate}) {
				t.Fatalf("damaged %v, and %d records", damaged, len(all))
			}
			return
		}
		if len(all) > len(message) {
			t.Fatalf("%d records of %d bytes", len(all), len(message))
		}
		var g group
		for i, r := range all {
			if r.Position.SubSequenceNumber() != uint64(i) {
				t.Fatalf("record %d has number %v", i, r.Position)
			}
			g.add(UserRecord{r.PartitionKey, r.ExplicitHashKey, r.Data, r.Tags()}, hash{})
		}
		checkAgain(t, g, all)
		ours, dropped, _ := Deaggregate([]processor.Record{aggregate}, Range{hash{first, 0}, hash{last, 0}, true}, nil)
		if len(ours)+dropped != len(all) {
			t.Fatalf("%d records and %d dropped, want %d", len(ours), dropped, len(all))
		}
	})
}

// checkAgain packs all once more. An explicit hash key without letters is none then.
func checkAgain(t *testing.T, g group, all []processor.Record) {
	packed := processor.Record{Data: g.encode(), Position: somewhere}
	if len(packed.Data) != g.size() {
		t.Fatalf("%d bytes, reckoned with %d", len(packed.Data), g.size())
	}
	again, _, damaged := Deaggregate([]processor.Record{packed}, Range{}, nil)
	if len(damaged) > 0 || fmt.Sprint(texts(again)) != fmt.Sprint(texts(all)) {
		t.Fatalf("packed again: %v, %v; want %v", texts(again), damaged, texts(all))
	}
}

func texts(records []processor.Record) (all []string) {
	for _, r := range records {
		all = append(all, text(r))
	}
	return all
}
