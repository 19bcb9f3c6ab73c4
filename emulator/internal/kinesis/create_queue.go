package kinesis

// CreateQueue
//
// Behaviour: the queue is CREATING for Service.Creating, then ACTIVE. It delivers the records of one
// on-demand stream, from a position that is found when it becomes ACTIVE: LATEST, the default, is what
// is put from then on. Its ARN has an ID in place of the name, which is unique in account and region.
// Records are hidden for 30 seconds when they are received, and are dead letters after 6 receives,
// unless attributes say otherwise.
//
// Limits: 5 calls a second per account, 5 queues CREATING or DELETING, and 20 queues and consumers per
// stream, or 50 under a commitment, under Strict. One stream per queue.
//
// Errors: Validation (also: the stream is not on-demand, a time without AT_TIMESTAMP or the reverse,
// BUILT_IN without MaxReceiveCount), InvalidArgument (not exactly one stream, another account's, a time
// to come; tags, as TagResource has it), ResourceNotFound (the stream), ResourceInUse (the stream is not
// ACTIVE, or the name is taken), LimitExceeded. AccessDenied and InternalFailure are for faults.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type createQueueInput struct {
	QueueName               *string
	StreamConfigurationList []queueStreamShape
	QueueAttributes         *queueAttributesShape
	Tags                    map[string]string
}

func (in *createQueueInput) validate(p *problems) {
	p.required("queueName", in.QueueName != nil)
	p.name("queueName", in.QueueName)
	p.list("streamConfigurationList", in.StreamConfigurationList != nil, len(in.StreamConfigurationList), mostListed)
	for i := range in.StreamConfigurationList {
		in.StreamConfigurationList[i].validate(p, memberAt("streamConfigurationList", i))
	}
	in.QueueAttributes.validate(p)
	p.tags(in.Tags)
}

func (c *call) createQueue(in *createQueueInput) (*queueOutput, *wire.Error) {
	q, err := c.newQueue(in)
	if err != nil {
		return nil, err
	}
	c.service.naming.Lock()
	defer c.service.naming.Unlock()
	if err := c.freeQueueName(q.name); err != nil {
		return nil, err
	}
	full := c.admitQueueMove() // before a stream is locked
	s, unlock, err := c.idle(nil, in.StreamConfigurationList[0].StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := c.admitQueue(s, full); err != nil {
		return nil, err
	}
	q.id = queueID(s.home, q.name, s.created, s.queued)
	if err := q.tagged(s.home).tag(in.Tags); err != nil {
		return nil, err
	}
	s.queues, s.queued = append(s.queues, q), s.queued+1
	c.service.rememberQueue(q.arn(s.home), s.place)
	s.queueBecomes(q, creating, c.ms(), c.service.Creating, q.start(s))
	return &queueOutput{q.describe(s)}, nil
}

// newQueue is the queue that a request describes, without a stream.
func (c *call) newQueue(in *createQueueInput) (*queue, *wire.Error) {
	if n := len(in.StreamConfigurationList); n != 1 {
		return nil, wire.Errorf(invalidArgument, "StreamConfigurationList must have exactly one stream, it has %d.", n)
	}
	rules, err := in.QueueAttributes.over(queueRules{visibilityDefault, builtIn, receivesDefault})
	if err != nil {
		return nil, err
	}
	q := &queue{name: *in.QueueName, created: c.ms(), status: active, kind: latest, rules: rules, shown: rules}
	from := in.StreamConfigurationList[0].StartingPosition
	if from == nil {
		return q, nil
	}
	q.kind = *from.Type
	switch timed := q.kind == atTimestamp; {
	case timed && from.Timestamp == nil:
		return nil, wire.Errorf(validation, "Timestamp must be given when Type is %s.", atTimestamp)
	case !timed && from.Timestamp != nil:
		return nil, wire.Errorf(validation, "Timestamp must not be given when Type is %s.", q.kind)
	case timed && int64(*from.Timestamp) > c.ms():
		return nil, wire.Errorf(invalidArgument, "Timestamp must not be in the future.")
	case timed:
		q.from = int64(*from.Timestamp)
	}
	return q, nil
}

// freeQueueName checks that no queue of the account and region has the name.
func (c *call) freeQueueName(name string) *wire.Error {
	taken := false
	c.queues(func(q *queue, _ *stream) { taken = taken || q.name == name })
	if taken {
		return wire.Errorf(resourceInUse, "Queue %s under account %s already exists.", name, c.Account)
	}
	return nil
}

// admitQueue checks what the stream must be to get a queue; full is what the account has to say.
func (c *call) admitQueue(s *stream, full *wire.Error) *wire.Error {
	switch most := c.consumersMost(s); {
	case s.home.account != c.Account:
		return wire.Errorf(invalidArgument, "The queue and its stream must be of one account.")
	case s.mode != onDemand:
		return wire.Errorf(validation, "Stream %s under account %s is in %s mode. Queues are supported for streams in %s mode only.",
			s.home.name, s.home.account, s.mode, onDemand)
	case full != nil:
		return full
	case c.strict() && s.registered() >= most:
		return wire.Errorf(limitExceeded, "Stream %s under account %s has %d consumers already, the limit.", s.home.name, s.home.account, most)
	}
	return nil
}

// registered is how many consumers the stream has: queues count as such.
func (s *stream) registered() int { return len(s.consumers) + len(s.queues) }
