// Package raw is the loop that everybody writes first: what the SDK alone costs, without leases, checkpoints
// or pace.
package raw

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/tally"
)

// MostRecords is of a page, service limit.
const MostRecords = 10_000

// Drain reads each shard in a goroutine of its own.
func Drain(ctx context.Context, w peer.Work, t *tally.Tally) error {
	api := kinesis.NewFromConfig(w.Tuned())
	name := w.Stream.Name()
	listed, err := api.ListShards(ctx, &kinesis.ListShardsInput{StreamName: &name})
	if err != nil {
		return fmt.Errorf("raw: list shards: %w", err)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var readers sync.WaitGroup
	for _, shard := range listed.Shards {
		readers.Go(func() {
			if err := drain(ctx, api, name, *shard.ShardId, t.Shard(*shard.ShardId)); err != nil {
				stop(err)
			}
		})
	}
	readers.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func drain(ctx context.Context, api *kinesis.Client, stream, shard string, s *tally.Shard) error {
	first, err := api.GetShardIterator(ctx, &kinesis.GetShardIteratorInput{
		StreamName: &stream, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return fmt.Errorf("raw: get an iterator of %s: %w", shard, err)
	}
	iterator := first.ShardIterator
	for !s.Full() {
		page, err := api.GetRecords(ctx, &kinesis.GetRecordsInput{ShardIterator: iterator, Limit: new(int32(MostRecords))})
		if err != nil {
			return fmt.Errorf("raw: get records of %s: %w", shard, err)
		}
		AddAll(s, page.Records)
		iterator = page.NextShardIterator
	}
	return nil
}

// AddAll sums the SDK's records.
func AddAll(s *tally.Shard, records []types.Record) {
	for i := range records {
		Add(s, &records[i])
	}
}

// Add sums one of them.
func Add(s *tally.Shard, r *types.Record) {
	s.Add(r.Data, *r.PartitionKey, *r.SequenceNumber, r.ApproximateArrivalTimestamp.UnixMilli())
}
