package kinesis

// ReceiveQueueRecords
//
// Behaviour: up to Limit records that are visible, each with a receipt handle that is good until its
// visibility timeout is over; then the record is visible again, and another receive gives it another
// handle. Those come first that have been visible longest, of whichever shard. Without any, the call
// waits for one, and answers an empty list when WaitTimeSeconds are over. A queue that is UPDATING
// delivers as an ACTIVE one does. What is received here costs no shard any of its reads.
//
// Limits: 10 records and 10 MiB a call. 120,000 records of a queue in flight under Strict.
//
// Errors: Validation, ResourceNotFound (also: the queue is CREATING or DELETING, or was deleted
// meanwhile), those of KMS, Throttling (too many are in flight). InvalidArgument, AccessDenied and
// InternalFailure are for faults.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) receiveQueueRecords(in *receiveInput) (*receiveOutput, *wire.Wait, *wire.Error) {
	return c.receive(in, false)
}
