package kpl

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// A checkpoint says that everything up to a position is done, so what comes later must be later.
//
// Broken by: numbers that stand still within an aggregate.
func TestPositionsOnlyGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var page []processor.Record
		for i := range rapid.IntRange(1, 8).Draw(t, "records") {
			at, err := checkpoint.Parse(string(rune('1' + i)))
			if err != nil {
				t.Fatal(err)
			}
			r := processor.Record{Data: []byte("plain"), Position: at}
			if n := rapid.IntRange(0, 5).Draw(t, "records in it"); n > 0 {
				r.Data = many(n)
			}
			page = append(page, r)
		}
		r := rapid.SampledFrom([]Range{{}, {hash{}, hashOf("k"), true}, {hash{}, hash{}, true}}).Draw(t, "shard")
		s := &Source{Source: endless{processor.Page{Records: page}}, Whole: rapid.Bool().Draw(t, "whole"), Range: r}
		got, err := s.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(got.Records); i++ {
			if a, b := got.Records[i-1].Position, got.Records[i].Position; !a.Before(b) {
				t.Errorf("%v comes before %v", a, b)
			}
		}
	})
}
