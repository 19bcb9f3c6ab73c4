package kpl_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
)

// shardMap asks which shards are open.
func shardMap(ctx context.Context, client *kinesis.Client, stream string) (kpl.Map, error) {
	var open []kpl.Range
	in := &kinesis.ListShardsInput{StreamName: &stream, ShardFilter: &types.ShardFilter{Type: types.ShardFilterTypeAtLatest}}
	for in != nil {
		out, err := client.ListShards(ctx, in)
		if err != nil {
			return kpl.Map{}, err
		}
		for _, s := range out.Shards {
			r, err := kpl.ParseRange(*s.HashKeyRange.StartingHashKey, *s.HashKeyRange.EndingHashKey)
			if err != nil {
				return kpl.Map{}, err
			}
			open = append(open, r)
		}
		in = nil
		if out.NextToken != nil {
			in = &kinesis.ListShardsInput{NextToken: out.NextToken}
		}
	}
	return kpl.NewMap(open)
}

// put puts entries, up to 500 of which PutRecords takes at once.
func put(ctx context.Context, client *kinesis.Client, stream string, entries []kpl.Entry) error {
	in := &kinesis.PutRecordsInput{StreamName: &stream}
	for _, e := range entries {
		r := types.PutRecordsRequestEntry{PartitionKey: &e.PartitionKey, Data: e.Data}
		if e.ExplicitHashKey != "" {
			r.ExplicitHashKey = &e.ExplicitHashKey
		}
		in.Records = append(in.Records, r)
	}
	out, err := client.PutRecords(ctx, in)
	if err == nil && *out.FailedRecordCount > 0 {
		err = fmt.Errorf("%d of %d entries were not put", *out.FailedRecordCount, len(entries))
	}
	return err
}

// A producer: a thousand records of a hundred accounts become one entry for each shard.
func ExampleAggregator() {
	emu := emulatortest.New(exampleT{})
	emu.Stream("orders", 4)
	ctx, client := context.Background(), kinesis.NewFromConfig(emu.Config())

	shards, err := shardMap(ctx, client, "orders")
	if err != nil {
		fmt.Println(err)
		return
	}
	var packer kpl.Aggregator
	entries := packer.Use(shards, nil)
	for i := range 1000 {
		entries, err = packer.Add(kpl.UserRecord{PartitionKey: fmt.Sprint("account-", i%100), Data: []byte("+1")}, entries)
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	entries = packer.Flush(entries) // as a rule: when it was so long since the last one
	if err := put(ctx, client, "orders", entries); err != nil {
		fmt.Println(err)
		return
	}
	total := 0
	for _, e := range entries {
		total += e.Records
	}
	fmt.Println(total, "records in", len(entries), "entries")
	// Output: 1000 records in 4 entries
}

type exampleT struct{ testing.TB }

func (exampleT) Helper()                  {}
func (exampleT) Cleanup(func())           {}
func (exampleT) Failed() bool             { return false }
func (exampleT) Logf(string, ...any)      {}
func (exampleT) Errorf(string, ...any)    {}
func (exampleT) Fatal(...any)             {}
func (exampleT) Context() context.Context { return context.Background() }
