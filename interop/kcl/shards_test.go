//go:build interop

package kcl

// The stream's shards, and how they change.

import (
	"math/big"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

func (w *world) shards(t *testing.T) []types.Shard {
	t.Helper()
	out, err := w.kinesis.ListShards(t.Context(), &kinesis.ListShardsInput{StreamName: &w.name})
	if err != nil {
		t.Fatal(err)
	}
	return out.Shards
}

func closed(s types.Shard) bool { return s.SequenceNumberRange.EndingSequenceNumber != nil }

// open lists the open shards from the lowest hash key to the highest.
func (w *world) open(t *testing.T) []types.Shard {
	t.Helper()
	out, err := w.kinesis.ListShards(t.Context(), &kinesis.ListShardsInput{
		StreamName: &w.name, ShardFilter: &types.ShardFilter{Type: types.ShardFilterTypeAtLatest},
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(out.Shards, func(a, b types.Shard) int {
		return number(*a.HashKeyRange.StartingHashKey).Cmp(number(*b.HashKeyRange.StartingHashKey))
	})
	return out.Shards
}

// number reads a hash key or a sequence number of the service; nil if it is none.
func number(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil
	}
	return n
}

// parents says for each shard which shards it continues.
func (w *world) parents(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, s := range w.shards(t) {
		for _, parent := range []*string{s.ParentShardId, s.AdjacentParentShardId} {
			if parent != nil {
				all[*s.ShardId] = append(all[*s.ShardId], *parent)
			}
		}
	}
	return all
}

// split halves the first open shard.
func (w *world) split(t *testing.T) {
	t.Helper()
	s := w.open(t)[0]
	_, err := w.kinesis.SplitShard(t.Context(), &kinesis.SplitShardInput{
		StreamName: &w.name, ShardToSplit: s.ShardId, NewStartingHashKey: aws.String(middle(s)),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.say("split %s", *s.ShardId)
}

func middle(s types.Shard) string {
	sum := new(big.Int).Add(number(*s.HashKeyRange.StartingHashKey), number(*s.HashKeyRange.EndingHashKey))
	return sum.Rsh(sum, 1).String()
}

// merge joins the two open shards of the highest hash keys: a child of the split, and a shard that was
// there from the beginning.
func (w *world) merge(t *testing.T) {
	t.Helper()
	open := w.open(t)
	left, right := open[len(open)-2].ShardId, open[len(open)-1].ShardId
	_, err := w.kinesis.MergeShards(t.Context(), &kinesis.MergeShardsInput{
		StreamName: &w.name, ShardToMerge: left, AdjacentShardToMerge: right,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.say("merged %s and %s", *left, *right)
}

// scale asks for so many shards, which the service makes by splits and merges of its own.
func (w *world) scale(t *testing.T, shards int32) {
	t.Helper()
	_, err := w.kinesis.UpdateShardCount(t.Context(), &kinesis.UpdateShardCountInput{
		StreamName: &w.name, TargetShardCount: &shards, ScalingType: types.ScalingTypeUniformScaling,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.say("scaled to %d shards", len(w.open(t)))
}
