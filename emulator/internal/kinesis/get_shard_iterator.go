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
// Errors: ResourceNotFound (stream, shard), InvalidArgument (a number or timestamp that is missing,
// not asked for, from another shard or stream, or in the future), DryRunOperation.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	atSequence    = "AT_SEQUENCE_NUMBER"
	afterSequence = "AFTER_SEQUENCE_NUMBER"
	trimHorizon   = "TRIM_HORIZON"
	latest        = "LATEST"
	atTimestamp   = "AT_TIMESTAMP"
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
	p.required("shardIteratorType", in.ShardIteratorType != nil)
	p.oneOf("shardIteratorType", in.ShardIteratorType, afterSequence, latest, atTimestamp, atSequence, trimHorizon)
	p.sequenceNumber("startingSequenceNumber", in.StartingSequenceNumber)
}

func (c *call) getShardIterator(in *getShardIteratorInput) (*getShardIteratorOutput, *wire.Error) {
	if err := in.combination(); err != nil {
		return nil, err
	}
	s, unlock, err := c.serving(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	sh, ok := s.shard(*in.ShardId, c.ms())
	if !ok {
		return nil, noShard(s, *in.ShardId)
	}
	counter, err := c.locate(s, sh, in)
	if err != nil {
		return nil, err
	}
	if c.service.Limits == Strict && !c.Unlimited && !sh.pace.iterators.admit(c.Now.UnixNano(), time.Second/iteratorsPerSecond) {
		return nil, overThroughput(s, sh)
	}
	if in.DryRun {
		return nil, rehearsed()
	}
	return &getShardIteratorOutput{c.iterator(s, sh, counter).token()}, nil
}

// combination checks that the type has what it needs and nothing else.
func (in *getShardIteratorInput) combination() *wire.Error {
	kind := *in.ShardIteratorType
	wantsNumber := kind == atSequence || kind == afterSequence
	switch {
	case wantsNumber && in.StartingSequenceNumber == nil:
		return wire.Errorf(invalidArgument, "Must either specify timestamp or starting sequence number for %s iterator.", kind)
	case kind == atTimestamp && in.Timestamp == nil:
		return wire.Errorf(invalidArgument, "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP.")
	case !wantsNumber && in.StartingSequenceNumber != nil:
		return wire.Errorf(invalidArgument, "StartingSequenceNumber must not be given for an iterator of type %s.", kind)
	case kind != atTimestamp && in.Timestamp != nil:
		return wire.Errorf(invalidArgument, "Timestamp must not be given for an iterator of type %s.", kind)
	}
	return nil
}

// locate resolves a starting position to a counter.
func (c *call) locate(s *stream, sh *shard, in *getShardIteratorInput) (uint64, *wire.Error) {
	switch *in.ShardIteratorType {
	case trimHorizon:
		return sh.log.first, nil
	case latest:
		return sh.log.next, nil
	case atTimestamp:
		if int64(*in.Timestamp) > c.ms() {
			return 0, wire.Errorf(invalidArgument, "The timestampInMillis parameter cannot be greater than the "+
				"currentTimestampInMillis. timestampInMillis: %d, currentTimestampInMillis: %d", *in.Timestamp, c.ms())
		}
		return sh.log.from(int64(*in.Timestamp)), nil
	}
	text := *in.StartingSequenceNumber
	seq, ok := parseSequence(text)
	switch {
	case !ok:
		return 0, wire.Errorf(invalidArgument, "StartingSequenceNumber %s used in GetShardIterator on shard %s in stream %s "+
			"under account %s is invalid.", text, sh.id, s.home.name, s.home.account)
	case int(seq.shard) != sh.index:
		return 0, wire.Errorf(invalidArgument, "Invalid StartingSequenceNumber. It encodes %s, while it was used in a call "+
			"to a shard with %s", shardID(int(seq.shard)), sh.id)
	case seq.created != sh.created:
		return 0, wire.Errorf(invalidArgument, "StartingSequenceNumber %s used in GetShardIterator on shard %s in stream %s "+
			"under account %s is invalid because it did not come from this stream.", text, sh.id, s.home.name, s.home.account)
	}
	return sh.position(seq, *in.ShardIteratorType == afterSequence), nil
}
