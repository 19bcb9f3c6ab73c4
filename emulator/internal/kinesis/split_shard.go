package kinesis

// SplitShard
//
// Behaviour: the stream is UPDATING for Service.Updating, then the shard closes and two children
// open: [start, NewStartingHashKey-1] and [NewStartingHashKey, end].
//
// Limits: 5 calls a second and the quota of shards, per account, under Strict.
//
// Errors: Validation, ResourceNotFound, ResourceInUse (stream not ACTIVE), InvalidArgument (shard
// closed; a key that leaves a child less than one key of its own), Validation (on-demand stream),
// LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type splitShardInput struct {
	namedStream
	ShardToSplit, NewStartingHashKey *string
}

func (in *splitShardInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("shardToSplit", in.ShardToSplit != nil)
	p.name("shardToSplit", in.ShardToSplit)
	p.required("newStartingHashKey", in.NewStartingHashKey != nil)
	p.hashKey("newStartingHashKey", in.NewStartingHashKey)
}

func (c *call) splitShard(in *splitShardInput) (*empty, *wire.Error) {
	full := c.admitShards(1) // before a stream is locked
	s, unlock, err := c.resharded(in.namedStream)
	if err != nil {
		return nil, err
	}
	defer unlock()
	sh, err := c.openShard(s, *in.ShardToSplit)
	if err != nil {
		return nil, err
	}
	if full != nil {
		return nil, full
	}
	key, ok := parseHashKey(*in.NewStartingHashKey)
	if !ok || !sh.hashes.divides(key) {
		return nil, wire.Errorf(invalidArgument, "NewStartingHashKey %s used in SplitShard() on shard %s in stream %s under "+
			"account %s is not both greater than one plus the shard's StartingHashKey %s and less than the shard's EndingHashKey %s.",
			*in.NewStartingHashKey, sh.id, s.home.name, s.home.account, sh.hashes.start, sh.hashes.end)
	}
	if err := s.mustBeActive(); err != nil {
		return nil, err
	}
	s.become(updating, c.ms(), c.service.Updating, func(at int64) { s.split(sh, key, at) })
	s.expect(1)
	return &empty{}, nil
}

// divides: greater than one plus the start, less than the end.
func (r hashRange) divides(k hashKey) bool {
	return r.start.next().compare(k) < 0 && k.compare(r.end) < 0 && r.start != lastHashKey()
}

// resharded is stream for operations that change the shards. That the stream is not UPDATING is the
// last thing that the service checks: a mistake in the request is told first.
func (c *call) resharded(in namedStream) (*stream, func(), *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	switch {
	case err != nil:
		return nil, nil, err
	case !s.serving():
		unlock()
		return nil, nil, s.mustBeActive()
	case s.mode == onDemand:
		unlock()
		return nil, nil, wire.Errorf(validation, "%s is not supported for stream %s, whose mode is ON_DEMAND.", c.Operation, s.home.name)
	}
	return s, unlock, nil
}

// openShard finds a shard that may be split or merged.
func (c *call) openShard(s *stream, id string) (*shard, *wire.Error) {
	sh, ok := s.shard(id, c.ms())
	switch {
	case !ok:
		return nil, noShard(s.home, id)
	case !sh.open():
		return nil, wire.Errorf(invalidArgument, "Shard %s in stream %s under account %s has already been merged or split, "+
			"and thus is not eligible for merging or splitting.", sh.id, s.home.name, s.home.account)
	}
	return sh, nil
}
