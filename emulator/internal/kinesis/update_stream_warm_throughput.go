package kinesis

// UpdateStreamWarmThroughput
//
// Behaviour: the stream is UPDATING for Service.Updating, then it has a shard for each MiB/s that is
// asked for: more than before, or fewer, since this is how capacity that traffic has called for is
// given back. It keeps what takes double the traffic of the last minutes, and four shards at least.
// The answer names the target, and the throughput until it is reached.
//
// Limits: 10 GiB/s; under Strict 200 MiB/s outside us-east-1, us-west-2 and eu-west-1, and 5 calls a
// second per account.
//
// Errors: Validation (also: a provisioned stream; an account without a commitment), InvalidArgument
// (neither name nor ARN), ResourceNotFound, ResourceInUse (stream not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateStreamWarmThroughputInput struct {
	namedStream
	WarmThroughputMiBps *int64
}

type updateStreamWarmThroughputOutput struct {
	StreamName, StreamARN string
	WarmThroughput        *warmThroughputShape
}

type warmThroughputShape struct{ TargetMiBps, CurrentMiBps int }

const warmMost = 10 << 10 // MiB/s, service limit

func (in *updateStreamWarmThroughputInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("warmThroughputMiBps", in.WarmThroughputMiBps != nil)
	p.warmThroughput(in.WarmThroughputMiBps)
}

func (p *problems) warmThroughput(value *int64) {
	p.between("warmThroughputMiBps", value, 0, 1<<31-1)
}

func (c *call) updateStreamWarmThroughput(in *updateStreamWarmThroughputInput) (*updateStreamWarmThroughputOutput, *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.mode != onDemand {
		return nil, wire.Errorf(validation, "%s is not supported for stream %s, whose mode is PROVISIONED.", c.Operation, s.home.name)
	}
	if err := c.admitWarmth(in.WarmThroughputMiBps); err != nil {
		return nil, err
	}
	if err := s.mustBeActive(); err != nil {
		return nil, err
	}
	s.warm = int(*in.WarmThroughputMiBps)
	out := &updateStreamWarmThroughputOutput{s.home.name, s.home.arn(), s.warmth()}
	s.become(updating, c.ms(), c.service.Updating, s.reshapeToWarmth)
	return out, nil
}

// admitWarmth checks whether an account may ask for warm throughput, if it does.
func (c *call) admitWarmth(wanted *int64) *wire.Error {
	switch {
	case wanted == nil:
		return nil
	case !c.commitment().on:
		return wire.Errorf(validation, "Account %s cannot use warm throughput: its MinimumThroughputBillingCommitment is not ENABLED.", c.Account)
	case *wanted > warmMost || c.strict() && *wanted > int64(throughputMost(c.Region)):
		return wire.Errorf(limitExceeded, "WarmThroughputMiBps %d is more than an on-demand stream of account %s can be scaled to.", *wanted, c.Account)
	}
	return nil
}

// warmth is what a description shows.
func (s *stream) warmth() *warmThroughputShape {
	current := len(s.open)
	if s.warm == 0 {
		return &warmThroughputShape{current, current}
	}
	return &warmThroughputShape{s.warm, current}
}

// reshapeToWarmth opens or closes shards as the warm throughput asks.
func (s *stream) reshapeToWarmth(at int64) {
	s.uncount()
	s.reshape(max(s.warm, s.peak.needs(at), onDemandShards), at)
}
