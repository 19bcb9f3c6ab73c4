//go:build interop

package kpl

// What a stream holds in the end, compared with what its producer was told.

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/interop/kpl/aggregate"
)

// A harvest is what a stream holds.
type harvest struct {
	users         map[string]place // where the users' records are, by their values
	packs, packed int              // aggregated records, and how many of the users' are in them
	again         []string         // values that came more than once
}

// consume reads the whole stream. What the library put before it knew the shards is not aggregated.
func consume(t *testing.T, client *kinesis.Client, stream string) harvest {
	t.Helper()
	shards, err := client.ListShards(t.Context(), &kinesis.ListShardsInput{StreamName: &stream})
	if err != nil {
		t.Fatal(err)
	}
	h := harvest{users: map[string]place{}}
	for _, s := range shards.Shards {
		for _, r := range read(t, client, stream, *s.ShardId) {
			h.add(t, *s.ShardId, r)
		}
	}
	if n := len(h.again); n > 0 {
		t.Errorf("%d records came more than once, such as %q", n, h.again[:min(5, n)])
	}
	return h
}

func (h *harvest) add(t *testing.T, shard string, r types.Record) {
	t.Helper()
	users := []aggregate.User{{Key: *r.PartitionKey, Data: r.Data}}
	if aggregate.Is(r.Data) {
		inner, err := aggregate.Decode(r.Data)
		if err != nil {
			t.Errorf("record %s of %s: %v", *r.SequenceNumber, shard, err)
		}
		users = inner
		h.packs++
		h.packed += len(inner)
	}
	for _, user := range users {
		if _, twice := h.users[string(user.Data)]; twice {
			h.again = append(h.again, string(user.Data))
		}
		h.users[string(user.Data)] = place{shard, *r.SequenceNumber, user.Key}
	}
}

// read gives a shard's records up to the tip.
func read(t *testing.T, client *kinesis.Client, stream, shard string) []types.Record {
	t.Helper()
	start, err := client.GetShardIterator(t.Context(), &kinesis.GetShardIteratorInput{
		StreamName: &stream, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []types.Record
	for next := start.ShardIterator; ; {
		page, err := client.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: next})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Records...)
		if next = page.NextShardIterator; *page.MillisBehindLatest == 0 {
			return all
		}
	}
}

func compare(t *testing.T, got, put map[string]place) {
	t.Helper()
	if len(put) != records || len(got) != records {
		t.Errorf("the producer told of %d records, and %d came, want %d", len(put), len(got), records)
	}
	wrong := 0
	for value, want := range put {
		if got[value] == want {
			continue
		}
		if wrong++; wrong <= 5 {
			t.Errorf("%q came from %+v, want %+v, which the producer was told", value, got[value], want)
		}
	}
}
