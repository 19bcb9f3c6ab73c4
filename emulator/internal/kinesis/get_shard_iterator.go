package kinesis

// GetShardIterator
//
// Behaviour: makes an iterator at a place that is fixed now. TRIM_HORIZON is the oldest kept
// record, LATEST the place after the newest; AT_TIMESTAMP is the first record that arrived then or
// later; AT_ and AFTER_SEQUENCE_NUMBER need StartingSequenceNumber, which may be the shard's own
// starting or ending number; a number that retention has passed means the oldest kept record. At
// the end of a closed shard an iterator leads to the answer that names the children.
//
// Limits: 5 calls a second per shard under Strict.
//
// Errors: Validation, ResourceNotFound (stream, shard), InvalidArgument (a number or timestamp that
// is missing, not asked for, from another shard or stream, or in the future),
// ProvisionedThroughputExceeded, DryRunOperation.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type getShardIteratorInput struct {
	namedStream
	ShardId, ShardIteratorType, StartingSequenceNumber *string
	Timestamp                                          *timestamp
	DryRun                                             bool
}

type getShardIteratorOutput struct{ ShardIterator string }

func (in *getShardIteratorInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("shardId", in.ShardId != nil)
	p.name("shardId", in.ShardId)
	p.startType("shardIteratorType", in.ShardIteratorType)
	p.sequenceNumber("startingSequenceNumber", in.StartingSequenceNumber)
}

func (c *call) getShardIterator(in *getShardIteratorInput) (*getShardIteratorOutput, *wire.Error) {
	s, sh, unlock, err := c.readable(in)
	if err != nil {
		return nil, err
	}
	defer unlock()
	from := start{*in.ShardIteratorType, in.StartingSequenceNumber, in.Timestamp}
	if err := from.combination(); err != nil {
		return nil, err
	}
	counter, err := c.locate(s, sh, from)
	if err != nil {
		return nil, err
	}
	if c.strict() && !sh.pace.iterators.admit(c.Now.UnixNano(), time.Second/iteratorsPerSecond) {
		return nil, overThroughput(s, sh)
	}
	if in.DryRun {
		return nil, rehearsed()
	}
	return &getShardIteratorOutput{c.iterator(s, sh, counter).token()}, nil
}

// readable finds the shard that a request names, and locks its stream's place.
func (c *call) readable(in *getShardIteratorInput) (*stream, *shard, func(), *wire.Error) {
	h, err := c.home(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, nil, nil, err
	}
	index, ok := shardIndex(*in.ShardId)
	if !ok {
		return nil, nil, nil, noShard(h, *in.ShardId)
	}
	s, unlock, err := c.serving(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, nil, nil, unreadable(h, index)
	}
	sh, ok := s.shard(*in.ShardId, c.ms())
	if !ok {
		unlock()
		return nil, nil, nil, unreadable(h, index)
	}
	return s, sh, unlock, nil
}
