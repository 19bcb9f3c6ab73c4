package kinesis

// UpdateQueue
//
// Behaviour: the queue is UPDATING for Service.Updating and goes on as before until then. After that,
// records that are received are hidden for the new time; those in flight keep theirs. Visible records
// that were received as often as the new MaxReceiveCount allows are dead letters at once. Dead letters
// stay what they are, whatever the new configuration is.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation (also: BUILT_IN without MaxReceiveCount), ResourceNotFound, ResourceInUse (the
// queue is not ACTIVE), LimitExceeded. InvalidArgument, AccessDenied and InternalFailure are for faults.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateQueueInput struct {
	namedQueue
	QueueAttributes *queueAttributesShape
}

func (in *updateQueueInput) validate(p *problems) {
	in.namedQueue.validate(p)
	p.required("queueAttributes", in.QueueAttributes != nil)
	in.QueueAttributes.validate(p)
}

func (c *call) updateQueue(in *updateQueueInput) (*queueOutput, *wire.Error) {
	q, s, unlock, err := c.queue(*in.QueueARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := q.mustBeActive(s.home); err != nil {
		return nil, err
	}
	rules, err := in.QueueAttributes.over(q.rules)
	if err != nil {
		return nil, err
	}
	q.shown = rules
	s.queueBecomes(q, updating, c.ms(), c.service.Updating, func(at int64) {
		q.desk.settle(at, q.rules)
		q.rules = rules
		q.desk.reconsider(rules)
	})
	return &queueOutput{q.describe(s)}, nil
}
