package kinesis

// AcknowledgeDeadLetterQueueRecords
//
// Behaviour: as AcknowledgeQueueRecords, of dead letters: the queue is done with them.
//
// Limits: 10 entries.
//
// Errors: as AcknowledgeQueueRecords has them; a handle of ReceiveQueueRecords fails its entry.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) acknowledgeDeadLetterQueueRecords(in *receiptsInput) (*receiptsOutput, *wire.Error) {
	return c.receipts(*in.QueueARN, true, in.handles(), func(q *queue, _ int, l *loan) { q.desk.forget(l) })
}
