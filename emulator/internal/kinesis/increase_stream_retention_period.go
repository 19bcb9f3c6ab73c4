package kinesis

// IncreaseStreamRetentionPeriod
//
// Behaviour: records are kept for longer from now on; what was trimmed stays trimmed. The present
// value is accepted and changes nothing, although the reference asks for more: Terraform sends it.
//
// Limits and the rest of the behaviour: retention.go.
//
// Errors: Validation, InvalidArgument (less than the present value, more than 8,760 hours),
// ResourceNotFound, ResourceInUse (stream not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) increaseRetention(in *retentionInput) (*empty, *wire.Error) {
	return c.changeRetention(in, func(name string, hours, current int) *wire.Error {
		if hours >= current {
			return nil
		}
		return wire.Errorf(invalidArgument, "Requested retention period (%d hours) for stream %s can not be shorter than existing retention "+
			"period (%d hours). Use DecreaseRetentionPeriod API.", hours, name, current)
	})
}
