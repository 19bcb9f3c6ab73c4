package stub

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/fanout/awscbor"
)

const (
	recordsEach = 50
	recordSize  = 60_000 // so that a page in JSON and an event have fewer than all
	pageMost    = 7
)

var stream = peer.Stream{Shards: 3, Each: recordsEach}

// clients of one stub, by how they speak.
func clients(t *testing.T) map[string]*kinesis.Client {
	t.Helper()
	s := httptest.NewServer(New(recordsEach, recordSize, pageMost, http.NotFoundHandler()))
	t.Cleanup(s.Close)
	cfg := peer.Work{Endpoint: s.URL}.Tuned()
	return map[string]*kinesis.Client{
		"JSON": kinesis.NewFromConfig(cfg),
		"CBOR": kinesis.NewFromConfig(cfg, awscbor.Use),
	}
}

// Broken by: a page that ends with a comma, or one record short; numbers that do not sort as text.
func TestAPageIsCutWhereTheReaderSays(t *testing.T) {
	all := records(recordsEach, recordSize)
	for name, api := range clients(t) {
		for _, c := range []struct {
			kind  types.ShardIteratorType
			after int // a record's index, -1: none
			limit int32
			first int
			count int
		}{
			{types.ShardIteratorTypeTrimHorizon, -1, 3, 0, 3},
			{types.ShardIteratorTypeTrimHorizon, -1, 10_000, 0, pageMost},
			{types.ShardIteratorTypeAtSequenceNumber, 9, 2, 9, 2},
			{types.ShardIteratorTypeAfterSequenceNumber, 9, 2, 10, 2},
			{types.ShardIteratorTypeAfterSequenceNumber, 47, 5, 48, 2},
			{types.ShardIteratorTypeLatest, -1, 5, 50, 0},
		} {
			in := &kinesis.GetShardIteratorInput{StreamName: new(stream.Name()), ShardId: new(shardID(1)), ShardIteratorType: c.kind}
			if c.after >= 0 {
				in.StartingSequenceNumber = &all[c.after].sequence
			}
			iterator, err := api.GetShardIterator(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			page, err := api.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: iterator.ShardIterator, Limit: &c.limit})
			if err != nil {
				t.Fatal(err)
			}
			want := all[c.first : c.first+c.count]
			if !slices.EqualFunc(page.Records, want, same) {
				t.Errorf("%s, %v after %d, %d at most: %d records, want %d from %d", name, c.kind, c.after, c.limit, len(page.Records), c.count, c.first)
			}
			if atTip := *page.MillisBehindLatest == 0; atTip != (c.first+c.count == recordsEach) {
				t.Errorf("%s, %v after %d, %d at most: at the tip: %v", name, c.kind, c.after, c.limit, atTip)
			}
		}
	}
}

func same(r types.Record, want record) bool {
	return string(r.Data) == string(want.data) && *r.PartitionKey == want.key && *r.SequenceNumber == want.sequence &&
		r.ApproximateArrivalTimestamp.UnixMilli() == want.arrived
}

// Broken by: an event larger than its bound; a continuation that is not the last record's number.
func TestEventsFollowOneAnother(t *testing.T) {
	all := records(recordsEach, recordSize)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	api := clients(t)["JSON"]
	c, err := api.DescribeStreamConsumer(ctx, &kinesis.DescribeStreamConsumerInput{StreamARN: new(arn(stream)), ConsumerName: new("bench")})
	if err != nil {
		t.Fatal(err)
	}
	out, err := api.SubscribeToShard(ctx, &kinesis.SubscribeToShardInput{
		ConsumerARN: c.ConsumerDescription.ConsumerARN, ShardId: new(shardID(2)),
		StartingPosition: &types.StartingPosition{Type: types.ShardIteratorTypeAfterSequenceNumber, SequenceNumber: &all[4].sequence},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer out.GetStream().Close()
	var got []types.Record
	for len(got) < recordsEach-5 {
		e := (<-out.GetStream().Events()).(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent).Value
		got = append(got, e.Records...)
		if n := len(e.Records); n == 0 || n*recordSize*4/3 > eventMost {
			t.Fatalf("an event of %d records", n)
		}
		if *e.ContinuationSequenceNumber != *got[len(got)-1].SequenceNumber {
			t.Fatal("it does not go on behind its last record")
		}
	}
	if !slices.EqualFunc(got, all[5:], same) {
		t.Error("other records came than are there")
	}
}

// Broken by: a last shard that ends too early.
func TestTheShardsShareAllHashKeys(t *testing.T) {
	for name, api := range clients(t) {
		out, err := api.ListShards(t.Context(), &kinesis.ListShardsInput{StreamName: new(stream.Name())})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range out.Shards {
			got = append(got, fmt.Sprint(*s.ShardId, " ", *s.HashKeyRange.StartingHashKey, "-", *s.HashKeyRange.EndingHashKey))
		}
		want := []string{
			"shardId-000000000000 0-113427455640312821154458202477256070484",
			"shardId-000000000001 113427455640312821154458202477256070485-226854911280625642308916404954512140969",
			"shardId-000000000002 226854911280625642308916404954512140970-340282366920938463463374607431768211455",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Broken by: a counter that falls as the time rises.
func TestSequenceNumbersLookLikeTheServices(t *testing.T) {
	all := records(recordsEach, 1)
	for i, r := range all {
		if len(r.sequence) != 56 || (i > 0 && r.sequence <= all[i-1].sequence) {
			t.Errorf("record %d has %s", i, r.sequence)
		}
	}
}
