package emulator_test

// The law that consumers rely on, over random histories of one stream.

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"pgregory.net/rapid"
)

// A stream that is put to, split, merged and scaled at random, and read by one who knows nothing
// but ListShards, iterators and ChildShards.
type history struct {
	api  *kinesis.Client
	puts []string // data, in the order in which it was put
	key  map[string]string
}

// Whoever reads the parents to their end, then the children they name, sees every record once, and
// the records of each key in the order in which they were put.
//
// Broken by: children that lack their second parent; an end that names no children; a page after
// which a record is passed over; routing to the shard beside the right one.
func TestEveryRecordIsReadOnceFromParentsToChildren(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var emu emulator.Emulator
		h := &history{api: kinesis.NewFromConfig(emu.Backstage()), key: map[string]string{}}
		h.do(t, func() error {
			_, err := h.api.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(rapid.Int32Range(1, 3).Draw(t, "shards"))})
			return err
		})
		t.Repeat(map[string]func(*rapid.T){"put": h.put, "split": h.split, "merge": h.merge, "scale": h.scale})
		if order := h.read(t); len(order) != len(h.puts) {
			t.Fatalf("read %d records, put %d\n%s", len(order), len(h.puts), emu.Tree("orders"))
		} else {
			h.check(t, order)
		}
	})
}

func (h *history) do(t *rapid.T, f func() error) {
	if err := f(); err != nil {
		t.Fatal(err)
	}
}

func (h *history) put(t *rapid.T) {
	in := &kinesis.PutRecordsInput{StreamName: new("orders")}
	for range rapid.IntRange(1, 20).Draw(t, "records") {
		key, data := fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "key")), fmt.Sprint(len(h.puts))
		h.puts, h.key[data] = append(h.puts, data), key
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: &key, Data: []byte(data)})
	}
	h.do(t, func() error { _, err := h.api.PutRecords(t.Context(), in); return err })
}

// open is the open shards, by hash key.
func (h *history) open(t *rapid.T) []types.Shard {
	out, err := h.api.ListShards(t.Context(), &kinesis.ListShardsInput{StreamName: new("orders"), ShardFilter: &types.ShardFilter{Type: types.ShardFilterTypeAtLatest}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Shards
}

func (h *history) split(t *rapid.T) {
	shard := rapid.SampledFrom(h.open(t)).Draw(t, "shard")
	// Keys that do not divide the shard are refused, which is no matter here.
	key := rapid.SampledFrom([]string{"170141183460469231731687303715884105728", "85070591730234615865843651857942052864", "255211775190703847597530955573826158592"}).Draw(t, "key")
	_, _ = h.api.SplitShard(t.Context(), &kinesis.SplitShardInput{StreamName: new("orders"), ShardToSplit: shard.ShardId, NewStartingHashKey: &key})
}

func (h *history) merge(t *rapid.T) {
	a, b := rapid.SampledFrom(h.open(t)).Draw(t, "lower"), rapid.SampledFrom(h.open(t)).Draw(t, "upper")
	_, _ = h.api.MergeShards(t.Context(), &kinesis.MergeShardsInput{StreamName: new("orders"), ShardToMerge: a.ShardId, AdjacentShardToMerge: b.ShardId})
}

func (h *history) scale(t *rapid.T) {
	_, _ = h.api.UpdateShardCount(t.Context(), &kinesis.UpdateShardCountInput{
		StreamName: new("orders"), TargetShardCount: new(rapid.Int32Range(1, 8).Draw(t, "target")), ScalingType: "UNIFORM_SCALING"})
}

// read walks from the shards at the trim horizon to the last children.
func (h *history) read(t *rapid.T) (order []string) {
	out, err := h.api.ListShards(t.Context(), &kinesis.ListShardsInput{StreamName: new("orders"), ShardFilter: &types.ShardFilter{Type: types.ShardFilterTypeAtTrimHorizon}})
	if err != nil {
		t.Fatal(err)
	}
	var ready []string
	for _, s := range out.Shards {
		if s.ParentShardId == nil { // in one millisecond all shards are at the horizon
			ready = append(ready, *s.ShardId)
		}
	}
	missing := map[string]int{} // parents of a child that are not read yet
	for len(ready) > 0 {
		shard := ready[0]
		ready = ready[1:]
		data, children := h.readShard(t, shard)
		order = append(order, data...)
		for _, c := range children {
			if _, seen := missing[*c.ShardId]; !seen {
				missing[*c.ShardId] = len(c.ParentShards)
			}
			if missing[*c.ShardId]--; missing[*c.ShardId] == 0 {
				ready = append(ready, *c.ShardId)
			}
		}
	}
	return order
}

func (h *history) readShard(t *rapid.T, shard string) (data []string, children []types.ChildShard) {
	it, err := h.api.GetShardIterator(t.Context(), &kinesis.GetShardIteratorInput{StreamName: new("orders"), ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon})
	if err != nil {
		t.Fatal(err)
	}
	limit, last := rapid.Int32Range(1, 50).Draw(t, "limit"), ""
	for next := it.ShardIterator; next != nil; {
		page, err := h.api.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: next, Limit: &limit})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Records {
			if *r.SequenceNumber <= last {
				t.Fatalf("%s: %s after %s", shard, *r.SequenceNumber, last)
			}
			data, last = append(data, string(r.Data)), *r.SequenceNumber
		}
		if next, children = page.NextShardIterator, page.ChildShards; *page.MillisBehindLatest == 0 && next != nil {
			return data, nil // the tip of an open shard
		}
	}
	return data, children
}

// check: each once, and each key in order.
func (h *history) check(t *rapid.T, order []string) {
	seen, newest := map[string]bool{}, map[string]int{}
	for _, data := range order {
		var n int
		if _, err := fmt.Sscan(data, &n); err != nil || seen[data] {
			t.Fatalf("%q was read twice, or never put: %v", data, err)
		}
		seen[data] = true
		if before, ok := newest[h.key[data]]; ok && before > n {
			t.Fatalf("key %s: %d was read after %d", h.key[data], n, before)
		}
		newest[h.key[data]] = n
	}
}
