package kinesis

// DeleteStream
//
// Behaviour: the stream is DELETING for Service.Deleting, then its name is free. Its records can
// not be read from the start, and subscriptions end. Its consumers go with it, if
// EnforceConsumerDeletion says so.
//
// Limits: 5 calls a second and 5 streams DELETING per account under Strict.
//
// Errors: Validation, InvalidArgument (neither name nor ARN), ResourceNotFound, ResourceInUse
// (DELETING already, or it has channels or queues, or consumers without EnforceConsumerDeletion), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type deleteStreamInput struct {
	namedStream
	EnforceConsumerDeletion *bool
}

func (c *call) deleteStream(in *deleteStreamInput) (*empty, *wire.Error) {
	full := c.admitDeletion() // before a stream is locked
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.status == deleting {
		return nil, wire.Errorf(resourceInUse, "Stream %s under account %s is being deleted.", s.home.name, s.home.account)
	}
	if n := len(s.channels); n > 0 {
		return nil, wire.Errorf(resourceInUse, "Stream %s under account %s has %d channels. Delete them first.", s.home.name, s.home.account, n)
	}
	if n := len(s.queues); n > 0 {
		return nil, wire.Errorf(resourceInUse, "Stream %s under account %s has %d queues. Delete them first.", s.home.name, s.home.account, n)
	}
	if len(s.consumers) > 0 && (in.EnforceConsumerDeletion == nil || !*in.EnforceConsumerDeletion) {
		return nil, wire.Errorf(resourceInUse, "DeleteStream can't delete %s:%s because there are consumers associated with this "+
			"data stream. To delete %[2]s anyway, set the EnforceConsumerDeletion parameter to true to force the deletion of all "+
			"the consumers that are associated with it.", s.home.account, s.home.name)
	}
	if full != nil {
		return nil, full
	}
	s.release(c.ms(), c.service.Deleting)
	s.become(deleting, c.ms(), c.service.Deleting, func(int64) { s.deleted = true })
	s.place.settle(c.ms()) // nobody need ever ask for the name again
	return &empty{}, nil
}
