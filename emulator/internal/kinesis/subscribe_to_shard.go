package kinesis

// SubscribeToShard
//
// Behaviour: a subscription of a consumer to a shard, which sends the shard's records as they come
// (subscription.go) for five minutes at most. It begins as an iterator of GetShardIterator does. A
// consumer has one subscription to a shard: five seconds or more after the last successful call, the
// next one takes over, and the one before ends with a ResourceInUseException; before that, it is
// refused. A subscription to a closed shard that is read to its end names the children at once.
//
// Limits: 2 MiB a second per consumer and shard, unless limits are off: events come later, and none
// is refused. 1 call a second per consumer and shard under Strict.
//
// Errors: Validation, ResourceNotFound (stream, consumer, shard), ResourceInUse (the consumer is not
// ACTIVE; the last call was less than five seconds ago), InvalidArgument (as GetShardIterator has it),
// LimitExceeded, DryRunOperation. Within the stream of events: ResourceNotFound (stream deleted,
// consumer deregistered), ResourceInUse (taken over), those of KMS; InternalFailure only where a test
// asks for it.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type subscribeToShardInput struct {
	ConsumerARN, ShardId *string
	StartingPosition     *startingPositionShape
	DryRun               bool
}

type startingPositionShape struct {
	Type, SequenceNumber *string
	Timestamp            *timestamp
}

func (in *subscribeToShardInput) validate(p *problems) {
	p.required("consumerARN", in.ConsumerARN != nil)
	p.consumerARN(in.ConsumerARN)
	p.required("shardId", in.ShardId != nil)
	p.name("shardId", in.ShardId)
	p.required("startingPosition", in.StartingPosition != nil)
	if from := in.StartingPosition; from != nil {
		p.startType("startingPosition.type", from.Type)
		p.sequenceNumber("startingPosition.sequenceNumber", from.SequenceNumber)
	}
}

func (c *call) subscribeToShard(in *subscribeToShardInput) (wire.Events, *wire.Error) {
	from := start{*in.StartingPosition.Type, in.StartingPosition.SequenceNumber, in.StartingPosition.Timestamp}
	if err := from.combination(); err != nil {
		return nil, err
	}
	s, k, unlock, err := c.consumerAt(*in.ConsumerARN)
	if err != nil {
		return nil, err
	}
	m := s.meter(c.service, c.Now)
	defer m.report()
	defer unlock()
	if !s.serving() {
		return nil, c.noStream(s.home)
	}
	if err := k.mustBeActive(s.home); err != nil {
		return nil, err
	}
	sh, ok := s.shard(*in.ShardId, c.ms())
	if !ok {
		return nil, noShard(s.home, *in.ShardId)
	}
	next, err := c.locate(s, sh, from)
	if err != nil {
		return nil, err
	}
	if err := c.admitSubscription(s, k, sh); err != nil {
		m.subscribed(k.name, false)
		return nil, err
	}
	if in.DryRun {
		return nil, rehearsed()
	}
	m.subscribed(k.name, true)
	return c.subscription(s, k, sh, next), nil
}

// subscription begins one.
func (c *call) subscription(s *stream, k *consumer, sh *shard, next uint64) *subscription {
	sub := &subscription{call: *c, place: s.place, stream: s, consumer: k, shard: sh, lane: k.lane(sh),
		expires: c.ms() + subscribedMillis, next: next, due: c.ms()}
	sub.call.Body = nil
	sub.lane.begin(sub, c.ms())
	return sub
}
