package emulatortest

// Resharding in the hands of a test.

import (
	"math/big"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// Split splits an open shard in the middle and gives the IDs of its children.
func (s *Stream) Split(shardID string) (lower, upper string) {
	s.t.Helper()
	shard := s.Shard(shardID)
	if shard == nil {
		return "", ""
	}
	start, _ := new(big.Int).SetString(*shard.HashKeyRange.StartingHashKey, 10)
	end, _ := new(big.Int).SetString(*shard.HashKeyRange.EndingHashKey, 10)
	middle := start.Add(start, end)
	return s.SplitAt(shardID, middle.Rsh(middle, 1).Add(middle, big.NewInt(1)).String())
}

// SplitAt splits an open shard so that the upper child starts at the given hash key.
func (s *Stream) SplitAt(shardID, hashKey string) (lower, upper string) {
	s.t.Helper()
	_, err := s.api.SplitShard(ctx(s.t), &kinesis.SplitShardInput{
		StreamName: &s.Name, ShardToSplit: &shardID, NewStartingHashKey: &hashKey,
	})
	if s.failed("split "+shardID+" of", err) {
		return "", ""
	}
	children := s.children(shardID)
	if len(children) != 2 {
		s.t.Errorf("emulatortest: split %s: it has %d children", shardID, len(children))
		return "", ""
	}
	return children[0], children[1]
}

// Merge merges two open shards, the lower one first, and gives the ID of their child.
func (s *Stream) Merge(lower, upper string) (child string) {
	s.t.Helper()
	_, err := s.api.MergeShards(ctx(s.t), &kinesis.MergeShardsInput{
		StreamName: &s.Name, ShardToMerge: &lower, AdjacentShardToMerge: &upper,
	})
	if s.failed("merge "+lower+" and "+upper+" of", err) {
		return ""
	}
	children := s.children(lower)
	if len(children) != 1 {
		s.t.Errorf("emulatortest: merge %s and %s: the first has %d children", lower, upper, len(children))
		return ""
	}
	return children[0]
}

// UpdateShardCount goes to n shards of equal width, at most double and at least half of now's.
func (s *Stream) UpdateShardCount(n int) {
	s.t.Helper()
	_, err := s.api.UpdateShardCount(ctx(s.t), &kinesis.UpdateShardCountInput{
		StreamName: &s.Name, TargetShardCount: new(int32(n)), ScalingType: types.ScalingTypeUniformScaling,
	})
	if !s.failed("update the shard count of", err) {
		s.wait()
	}
}

// children waits for the reshard and lists a shard's children.
func (s *Stream) children(id string) []string {
	s.t.Helper()
	s.wait()
	var ids []string
	for _, shard := range s.Shards() {
		if shard.ParentShardId != nil && *shard.ParentShardId == id {
			ids = append(ids, *shard.ShardId)
		}
	}
	return ids
}
