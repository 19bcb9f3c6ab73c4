package kinesis

// DeregisterStreamConsumer
//
// Behaviour: the consumer is DELETING for Service.Deleting, then gone. Its subscriptions end at once,
// with a ResourceNotFoundException in the stream of events. A consumer that is CREATING may go too.
//
// Limits: 5 calls a second per stream under Strict.
//
// Errors: Validation, InvalidArgument (neither ARN nor names; names that contradict the ARN),
// ResourceNotFound (also of a consumer that is DELETING already), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) deregisterStreamConsumer(in *namedConsumer) (*empty, *wire.Error) {
	s, k, unlock, err := c.consumer(*in)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if k.status == deleting {
		return nil, noConsumer(s.home, k.name)
	}
	k.leave(c.ms(), c.service.Deleting)
	s.settleConsumers(c.ms())
	return &empty{}, nil
}
