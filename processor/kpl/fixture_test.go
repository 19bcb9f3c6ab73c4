package kpl

// What the tests of a whole way share: a stream in the emulator, producers that pack, and tenures that read.

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

type world struct {
	t      *testing.T
	orders *emulatortest.Stream
	client *kinesis.Client
	shards *fanout.Retriever
	whole  bool // of the tenures

	mu struct {
		sync.Mutex
		events []processor.Event
	}
}

func newWorld(t *testing.T, shards int) *world {
	emu := emulatortest.New(t)
	emu.Limits = emulator.Lenient
	client := kinesis.NewFromConfig(emu.Config())
	return &world{t: t, orders: emu.Stream("orders", shards), client: client, shards: &fanout.Retriever{Client: client, StreamName: "orders"}}
}

// open is a map of the shards that are open, as a producer makes one.
func (w *world) open() Map {
	w.t.Helper()
	out, err := w.client.ListShards(w.t.Context(), &kinesis.ListShardsInput{
		StreamName: new("orders"), ShardFilter: &types.ShardFilter{Type: types.ShardFilterTypeAtLatest},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	var ranges []Range
	for _, s := range out.Shards {
		ranges = append(ranges, shard(w.t, *s.HashKeyRange.StartingHashKey, *s.HashKeyRange.EndingHashKey))
	}
	m, err := NewMap(ranges)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// put puts entries, and tells which shards they went to.
func (w *world) put(entries ...Entry) (shards []string) {
	w.t.Helper()
	for _, e := range entries {
		in := &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: &e.PartitionKey, Data: e.Data}
		if e.ExplicitHashKey != "" {
			in.ExplicitHashKey = &e.ExplicitHashKey
		}
		out, err := w.client.PutRecord(w.t.Context(), in)
		if err != nil {
			w.t.Fatal(err)
		}
		shards = append(shards, *out.ShardId)
	}
	return shards
}

// pack packs records, each of which is its own key, by that map.
func (w *world) pack(m Map, keys ...string) []Entry {
	w.t.Helper()
	var a Aggregator
	entries := a.Use(m, nil)
	for _, k := range keys {
		var err error
		if entries, err = a.Add(UserRecord{PartitionKey: k, Data: []byte(k)}, entries); err != nil {
			w.t.Fatal(err)
		}
	}
	return a.Flush(entries)
}

// rangeOf is the shard's, as its lease row has it.
func (w *world) rangeOf(id string) Range {
	w.t.Helper()
	keys := w.orders.Shard(id).HashKeyRange
	return shard(w.t, *keys.StartingHashKey, *keys.EndingHashKey)
}

// tenure reads a shard from where its row stands, for a minute or until its end, and tells what was delivered.
func (w *world) tenure(id string, row *checkpoint.Progress, process func(*processor.Record) error) (delivered []string) {
	w.t.Helper()
	from, held := *row, processortest.NewRow(*row)
	source := w.shards.Open(id, fanout.From{Position: from.Position})
	defer source.Close()
	r := &processor.Runner{
		Shard: processor.Shard{Stream: "orders", ID: id, Token: 1},
		New: processor.Each(func(_ context.Context, r *processor.Record) error {
			delivered = append(delivered, string(r.Data))
			return process(r)
		}),
		Committer: held, Held: held.Held, Finish: held.Finish, Position: from.Position, Done: from.Done,
	}
	r.Source = &Source{Source: source, Shard: r.Shard, Range: w.rangeOf(id), Whole: w.whole, Observe: w.note}
	stopping := make(chan struct{})
	timer := time.AfterFunc(time.Minute, func() { close(stopping) })
	defer timer.Stop()
	r.Run(w.t.Context(), stopping, nil)
	*row = held.Progress()
	return delivered
}

func (w *world) note(e processor.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mu.events = append(w.mu.events, e)
}

func (w *world) events() []processor.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.mu.events)
}

// rowAt is one of a shard that was read that far.
func rowAt(p checkpoint.Position) *checkpoint.Progress { return &checkpoint.Progress{Position: p} }

func fine(*processor.Record) error { return nil }
