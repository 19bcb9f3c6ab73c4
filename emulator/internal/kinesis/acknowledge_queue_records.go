package kinesis

// AcknowledgeQueueRecords
//
// Behaviour: the queue never delivers the records again. Other queues, and readers of the stream, see
// them as before. Entries fail one by one: ResourceNotFoundException for a record that was acknowledged
// already, InvalidArgumentException for a handle that is damaged, another queue's, of an earlier receive
// or of one whose visibility timeout is over, or of a dead letter.
//
// Limits: 10 entries.
//
// Errors: Validation, ResourceNotFound (the queue). InvalidArgument, Throttling, AccessDenied and
// InternalFailure are for faults.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) acknowledgeQueueRecords(in *receiptsInput) (*receiptsOutput, *wire.Error) {
	return c.receipts(*in.QueueARN, false, in.handles(), func(q *queue, _ int, l *loan) { q.desk.forget(l) })
}
