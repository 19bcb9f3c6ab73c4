package kinesis

// RestoreDeadLetterQueueRecords
//
// Behaviour: the dead letters are records like any others again, visible at once, as if they had never
// been received: up to MaxReceiveCount times, they are received again. Their handles are used up.
//
// Limits: 10 entries.
//
// Errors: as AcknowledgeDeadLetterQueueRecords has them.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) restoreDeadLetterQueueRecords(in *receiptsInput) (*receiptsOutput, *wire.Error) {
	return c.receipts(*in.QueueARN, true, in.handles(), func(q *queue, _ int, l *loan) { q.desk.restore(l, c.ms()) })
}
