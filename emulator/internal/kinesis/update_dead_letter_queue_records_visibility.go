package kinesis

// UpdateDeadLetterQueueRecordsVisibility
//
// Behaviour: as UpdateQueueRecordsVisibility, of dead letters, which stay what they are.
//
// Limits: as UpdateQueueRecordsVisibility has them.
//
// Errors: as AcknowledgeDeadLetterQueueRecords has them.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) updateDeadLetterQueueRecordsVisibility(in *visibilityInput) (*receiptsOutput, *wire.Error) {
	return c.updateVisibility(in, true)
}
