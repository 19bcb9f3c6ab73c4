package kinesis

// DescribeQueue
//
// Behaviour: the queue with its stream, the time at which its delivery starts, and its attributes. An
// update is shown from its beginning.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound, LimitExceeded. InvalidArgument, AccessDenied and InternalFailure
// are for faults.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) describeQueue(in *namedQueue) (*queueOutput, *wire.Error) {
	q, s, unlock, err := c.queue(*in.QueueARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &queueOutput{q.describe(s)}, nil
}
