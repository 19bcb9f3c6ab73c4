package kinesis

// UpdateShardCount
//
// Behaviour: the stream is UPDATING for Service.Updating, then a walk of splits and merges leads to
// TargetShardCount shards of equal width (reshape.go). Shards that open and close on the way stay
// listed, so that the lineage can be followed. The answer comes at once.
//
// Limits: at most double, at least half of the open shards, unless limits are Off; at most 10,000.
// Under Strict also 10 calls in 24 hours per stream, 10 a second per account, the quota of shards.
//
// Errors: Validation, InvalidArgument (neither name nor ARN), ResourceNotFound, Validation (on-demand
// stream), ResourceInUse (stream not ACTIVE), LimitExceeded (also: beyond double or half).

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateShardCountInput struct {
	namedStream
	TargetShardCount *int64
	ScalingType      *string
}

type updateShardCountOutput struct {
	StreamName, StreamARN               string
	CurrentShardCount, TargetShardCount int
}

const (
	mostTarget    = 10_000
	recountsADay  = 10
	uniformScales = "UNIFORM_SCALING"
)

func (in *updateShardCountInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("targetShardCount", in.TargetShardCount != nil)
	p.between("targetShardCount", in.TargetShardCount, 1, 1<<31-1)
	p.required("scalingType", in.ScalingType != nil)
	p.oneOf("scalingType", in.ScalingType, uniformScales)
}

func (c *call) updateShardCount(in *updateShardCountInput) (*updateShardCountOutput, *wire.Error) {
	target := int(*in.TargetShardCount)
	if target > mostTarget {
		return nil, wire.Errorf(limitExceeded, "Target shard count or number of open shards cannot be greater than %d. Target shard count: %d", mostTarget, target)
	}
	growth, err := c.growth(in, target)
	if err != nil {
		return nil, err
	}
	if err := c.admitShards(growth); err != nil {
		return nil, err
	}
	s, unlock, err := c.resharded(in.namedStream)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := s.mustBeActive(); err != nil {
		return nil, err
	}
	if err := c.admitRecount(s, target); err != nil {
		return nil, err
	}
	out := &updateShardCountOutput{s.home.name, s.home.arn(), len(s.open), target}
	s.become(updating, c.ms(), c.service.Updating, func(at int64) { s.reshape(target, at) })
	s.expect(target - len(s.open))
	return out, nil
}

// growth is how many shards more the account would have.
func (c *call) growth(in *updateShardCountInput, target int) (int, *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return 0, err
	}
	defer unlock()
	return target - len(s.open), nil
}

// admitRecount checks how far and how often a stream is scaled.
func (c *call) admitRecount(s *stream, target int) *wire.Error {
	current, beyond := len(s.open), ""
	switch {
	case target > 2*current:
		beyond = "up over double"
	case 2*target < current:
		beyond = "down below half"
	}
	if beyond != "" && c.throttles() {
		return wire.Errorf(limitExceeded, "UpdateShardCount cannot scale %s your current open shard count. "+
			"Current open shard count: %d, Target shard count: %d", beyond, current, target)
	}
	return c.admitDaily(s, &s.recounts, recountsADay)
}
