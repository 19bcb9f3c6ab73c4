package kinesis

// RegisterStreamConsumer
//
// Behaviour: the consumer is CREATING for Service.Creating, then ACTIVE. Its ARN ends in the second
// of its creation, which no earlier consumer of that name had: a name that is registered again gets
// another ARN. The stream is ACTIVE or UPDATING.
//
// Limits: 5 calls a second per account, and per stream 5 consumers CREATING and 20 in all, or 50 of
// an on-demand stream under a commitment, queues included, under Strict.
//
// Errors: Validation, ResourceNotFound, ResourceInUse (the name is taken; the stream is CREATING or
// DELETING), InvalidArgument (tags, as TagResource has it), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type registerStreamConsumerInput struct {
	StreamARN, ConsumerName *string
	Tags                    map[string]string
}

type registerStreamConsumerOutput struct{ Consumer consumerShape }

func (in *registerStreamConsumerInput) validate(p *problems) {
	p.required("streamARN", in.StreamARN != nil)
	p.stream(nil, in.StreamARN)
	p.required("consumerName", in.ConsumerName != nil)
	p.name("consumerName", in.ConsumerName)
	p.tags(in.Tags)
}

func (c *call) registerStreamConsumer(in *registerStreamConsumerInput) (*registerStreamConsumerOutput, *wire.Error) {
	s, unlock, err := c.stream(nil, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if !s.serving() {
		return nil, s.mustBeActive()
	}
	if s.consumer(*in.ConsumerName) != nil {
		return nil, wire.Errorf(resourceInUse, "Consumer %s under stream %s already exists for account %s.",
			*in.ConsumerName, s.home.name, s.home.account)
	}
	if err := c.admitConsumer(s); err != nil {
		return nil, err
	}
	k := &consumer{name: *in.ConsumerName, lanes: map[*shard]*lane{}}
	k.created = s.place.consumerBirth(k.name, c.ms())
	if err := k.tagged(s.home).tag(in.Tags); err != nil {
		return nil, err
	}
	s.place.consumers[k.name] = k.created
	k.become(creating, active, c.ms(), c.service.Creating)
	s.consumers = append(s.consumers, k)
	return &registerStreamConsumerOutput{k.shape(s.home)}, nil
}

// admitConsumer checks the quotas of a stream's consumers.
func (c *call) admitConsumer(s *stream) *wire.Error {
	if !c.strict() {
		return nil
	}
	coming := 0
	for _, k := range s.consumers {
		coming += count(k.status == creating)
	}
	most := c.consumersMost(s)
	switch {
	case coming >= mostConsumersCreating:
		return wire.Errorf(limitExceeded, "Stream %s under account %s has %d consumers in state CREATING already.",
			s.home.name, s.home.account, mostConsumersCreating)
	case s.registered() >= most:
		return wire.Errorf(limitExceeded, "Stream %s under account %s has %d consumers already, the limit.",
			s.home.name, s.home.account, most)
	}
	return nil
}

// consumerBirth is the creation second of a consumer that is registered now.
func (p *place) consumerBirth(name string, now int64) int64 {
	if p.consumers == nil {
		p.consumers = map[string]int64{}
	}
	return max(now/1000, p.consumers[name]+1)
}
