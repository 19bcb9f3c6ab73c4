package kinesis

// UpdateStreamRecordDistributionStrategy
//
// Behaviour: decides from now on which shard a record goes to. AUTO spreads records over the open
// shards in turn, whatever keys they have, and they need none; a record without one has none when it
// is read. USER_PARTITION_KEY, the default, goes by the key. The stream stays ACTIVE, and records stay
// where they are. A stream is named by its ARN only.
//
// Limits: on-demand streams only. 5 calls a second per account under Strict.
//
// Errors: Validation, InvalidArgument (a provisioned stream), ResourceNotFound, ResourceInUse (stream
// not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateRecordDistributionInput struct {
	StreamARN, RecordDistributionStrategy *string
}

func (in *updateRecordDistributionInput) validate(p *problems) {
	p.required("streamARN", in.StreamARN != nil)
	p.stream(nil, in.StreamARN)
	p.required("recordDistributionStrategy", in.RecordDistributionStrategy != nil)
	p.strategy(in.RecordDistributionStrategy)
}

func (p *problems) strategy(value *string) {
	p.oneOf("recordDistributionStrategy", value, automatic, userKey)
}

func (c *call) updateRecordDistribution(in *updateRecordDistributionInput) (*empty, *wire.Error) {
	s, unlock, err := c.idle(nil, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.mode != onDemand {
		return nil, wire.Errorf(invalidArgument, "RecordDistributionStrategy is not supported for stream %s, whose mode is PROVISIONED.", s.home.name)
	}
	s.strategy = *in.RecordDistributionStrategy
	return &empty{}, nil
}
