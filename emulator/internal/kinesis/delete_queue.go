package kinesis

// DeleteQueue
//
// Behaviour: the queue is DELETING for Service.Deleting, then it is gone. From the start of it it
// delivers nothing, and its receipts are worth nothing. The records stay in their stream. It may be
// deleted in every state; a second call while it is DELETING has no effect.
//
// Limits: 5 calls a second per account, 5 queues CREATING or DELETING, under Strict.
//
// Errors: Validation, ResourceNotFound, LimitExceeded. InvalidArgument, AccessDenied and InternalFailure
// are for faults.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) deleteQueue(in *namedQueue) (*empty, *wire.Error) {
	full := c.admitQueueMove() // before a stream is locked
	q, s, unlock, err := c.queue(*in.QueueARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if q.status == deleting {
		return &empty{}, nil
	}
	if full != nil && q.status != creating { // which is counted already
		return nil, full
	}
	q.desk = desk{}
	s.queueBecomes(q, deleting, c.ms(), c.service.Deleting, func(int64) { q.deleted = true })
	s.settleQueues(c.ms())
	return &empty{}, nil
}
