package kinesis

// ReceiveDeadLetterQueueRecords
//
// Behaviour: as ReceiveQueueRecords, of the records that were received MaxReceiveCount times and not
// acknowledged before the last of their visibility timeouts was over. Receiving them counts too, and
// makes nothing more of them.
//
// Limits: as ReceiveQueueRecords has them; what is in flight is counted together.
//
// Errors: as ReceiveQueueRecords has them.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) receiveDeadLetterQueueRecords(in *receiveInput) (*receiveOutput, *wire.Wait, *wire.Error) {
	return c.receive(in, true)
}
