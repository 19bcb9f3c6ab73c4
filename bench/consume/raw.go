package main

// The raw loop: what the SDK alone costs, without leases, checkpoints or pace.

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"golang.org/x/sync/errgroup"

	"github.com/shardkeeper/shardkeeper/bench/internal/tally"
)

const mostRecords = 10_000 // of a page, service limit

// drainRaw reads each shard in a goroutine of its own.
func drainRaw(ctx context.Context, w work, t *tally.Tally) error {
	api := kinesis.NewFromConfig(w.tuned())
	name := w.Stream.Name()
	listed, err := api.ListShards(ctx, &kinesis.ListShardsInput{StreamName: &name})
	if err != nil {
		return fmt.Errorf("raw: list shards: %w", err)
	}
	readers, ctx := errgroup.WithContext(ctx)
	for _, shard := range listed.Shards {
		readers.Go(func() error { return drainShard(ctx, api, name, *shard.ShardId, t.Shard(*shard.ShardId)) })
	}
	return readers.Wait()
}

func drainShard(ctx context.Context, api *kinesis.Client, stream, shard string, s *tally.Shard) error {
	first, err := api.GetShardIterator(ctx, &kinesis.GetShardIteratorInput{
		StreamName: &stream, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return fmt.Errorf("raw: get an iterator of %s: %w", shard, err)
	}
	iterator := first.ShardIterator
	for !s.Full() {
		page, err := api.GetRecords(ctx, &kinesis.GetRecordsInput{ShardIterator: iterator, Limit: new(int32(mostRecords))})
		if err != nil {
			return fmt.Errorf("raw: get records of %s: %w", shard, err)
		}
		addAll(s, page.Records)
		iterator = page.NextShardIterator
	}
	return nil
}

// addAll sums the SDK's records.
func addAll(s *tally.Shard, records []types.Record) {
	for i := range records {
		add(s, &records[i])
	}
}

func add(s *tally.Shard, r *types.Record) {
	s.Add(r.Data, *r.PartitionKey, *r.SequenceNumber, r.ApproximateArrivalTimestamp.UnixMilli())
}
