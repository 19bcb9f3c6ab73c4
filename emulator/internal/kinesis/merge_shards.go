package kinesis

// MergeShards
//
// Behaviour: the stream is UPDATING for Service.Updating, then both shards close and one child opens
// that owns both ranges. Its ParentShardId is ShardToMerge, its AdjacentParentShardId the other.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound, ResourceInUse (stream not ACTIVE), InvalidArgument (a shard
// is closed; AdjacentShardToMerge does not begin where ShardToMerge ends), Validation (on-demand
// stream), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type mergeShardsInput struct {
	namedStream
	ShardToMerge, AdjacentShardToMerge *string
}

func (in *mergeShardsInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("shardToMerge", in.ShardToMerge != nil)
	p.name("shardToMerge", in.ShardToMerge)
	p.required("adjacentShardToMerge", in.AdjacentShardToMerge != nil)
	p.name("adjacentShardToMerge", in.AdjacentShardToMerge)
}

func (c *call) mergeShards(in *mergeShardsInput) (*empty, *wire.Error) {
	s, unlock, err := c.resharded(in.namedStream)
	if err != nil {
		return nil, err
	}
	defer unlock()
	sh, err := c.openShard(s, *in.ShardToMerge)
	if err != nil {
		return nil, err
	}
	adjacent, err := c.openShard(s, *in.AdjacentShardToMerge)
	if err != nil {
		return nil, err
	}
	if sh.hashes.end == lastHashKey() || sh.hashes.end.next() != adjacent.hashes.start {
		return nil, wire.Errorf(invalidArgument, "Shards %s and %s in stream %s under account %s are not an adjacent pair of "+
			"shards eligible for merging", sh.id, adjacent.id, s.home.name, s.home.account)
	}
	if err := s.mustBeActive(); err != nil {
		return nil, err
	}
	s.become(updating, c.ms(), c.service.Updating, func(at int64) { s.merge(sh, adjacent, at) })
	return &empty{}, nil
}
