package worker_test

// Aggregates on their whole way: a producer that packs by shards, splits that it notices late, and workers
// that come and go.

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
	"github.com/shardkeeper/shardkeeper/worker"
)

// A packer puts aggregates as the KPL does: by the shards that it knows. What an answer shows to be in
// another shard it puts again, by the shards that there are.
type packer struct {
	t      *testing.T
	client *kinesis.Client
	ranges map[string]kpl.Range
	kpl.Aggregator
}

// learn asks for the open shards.
func (p *packer) learn() []kpl.Entry {
	out, err := p.client.ListShards(p.t.Context(), &kinesis.ListShardsInput{
		StreamName: new("orders"), ShardFilter: &types.ShardFilter{Type: types.ShardFilterTypeAtLatest},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.ranges = map[string]kpl.Range{}
	var open []kpl.Range
	for _, s := range out.Shards {
		r, err := kpl.ParseRange(*s.HashKeyRange.StartingHashKey, *s.HashKeyRange.EndingHashKey)
		if err != nil {
			p.t.Fatal(err)
		}
		open, p.ranges[*s.ShardId] = append(open, r), r
	}
	m, err := kpl.NewMap(open)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.Use(m, nil)
}

func (p *packer) put(entries []kpl.Entry) {
	for len(entries) > 0 {
		e := entries[0]
		entries = entries[1:]
		in := &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: &e.PartitionKey, Data: e.Data}
		if e.ExplicitHashKey != "" {
			in.ExplicitHashKey = &e.ExplicitHashKey
		}
		out, err := p.client.PutRecord(p.t.Context(), in)
		if err != nil {
			p.t.Fatal(err)
		}
		if _, known := p.ranges[*out.ShardId]; known {
			continue
		}
		entries = append(entries, p.learn()...)
		record := processor.Record{Data: e.Data, PartitionKey: e.PartitionKey}
		record.Position = position(p.t, *out.SequenceNumber)
		all, _, _ := kpl.Deaggregate([]processor.Record{record}, kpl.Range{}, nil)
		ours, _, _ := kpl.Deaggregate([]processor.Record{record}, p.ranges[*out.ShardId], nil)
		for _, r := range all {
			if !slices.ContainsFunc(ours, func(o processor.Record) bool { return o.Position == r.Position }) {
				if entries, err = p.Add(kpl.UserRecord{PartitionKey: r.PartitionKey, Data: r.Data}, entries); err != nil {
					p.t.Fatal(err)
				}
			}
		}
		entries = p.Flush(entries)
	}
}

// Broken by: a worker that reads without kpl.Source, or with one that does not know the shard's range.
func TestAggregatesComeToTheirOwnersOnceThroughSplitsAndStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		orders := emu.Stream("orders", 1)
		var mu sync.Mutex
		got := map[string]int{}
		run := func() (stop func()) {
			ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
			w := &worker.Worker{Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: processor.Each(func(_ context.Context, r *processor.Record) error {
				mu.Lock()
				defer mu.Unlock()
				got[string(r.Data)]++
				return nil
			})}
			done := make(chan error, 1)
			go func() { done <- w.Run(ctx) }()
			return func() {
				cancel()
				if err := <-done; err != nil {
					t.Errorf("Run: %v", err)
				}
			}
		}
		p := &packer{t: t, client: kinesis.NewFromConfig(emu.Backstage())}
		p.learn()
		stop := run()
		want := 0
		for round := range 12 {
			var entries []kpl.Entry
			for i := range 50 {
				var err error
				if entries, err = p.Add(kpl.UserRecord{PartitionKey: fmt.Sprint("account-", i), Data: fmt.Append(nil, round, " ", i)}, entries); err != nil {
					t.Fatal(err)
				}
				want++
			}
			entries = p.Flush(entries)
			switch round {
			case 3:
				orders.Split("shardId-000000000000")
			case 7:
				orders.Split("shardId-000000000002")
			}
			p.put(entries)
			time.Sleep(time.Duration(round) * 7 * time.Second)
			if round%4 == 2 {
				stop()
				stop = run()
			}
		}
		time.Sleep(5 * time.Minute)
		stop()
		mu.Lock()
		defer mu.Unlock()
		for data, n := range got {
			if n != 1 {
				t.Errorf("%q came %d times", data, n)
			}
		}
		if len(got) != want {
			t.Errorf("%d records came, want %d", len(got), want)
		}
	})
}

func position(t *testing.T, number string) checkpoint.Position {
	p, err := checkpoint.At(number, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
