package kinesis

// DecreaseStreamRetentionPeriod
//
// Behaviour: what is older than the new period is trimmed at once, and closed shards with it. The
// present value is accepted and changes nothing.
//
// Limits and the rest of the behaviour: retention.go.
//
// Errors: Validation, InvalidArgument (more than the present value, less than 24 hours),
// ResourceNotFound, ResourceInUse (stream not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) decreaseRetention(in *retentionInput) (*empty, *wire.Error) {
	return c.changeRetention(in, func(name string, hours, current int) *wire.Error {
		if hours <= current {
			return nil
		}
		return wire.Errorf(invalidArgument, "Requested retention period (%d hours) for stream %s can not be longer than existing retention "+
			"period (%d hours). Use IncreaseRetentionPeriod API.", hours, name, current)
	})
}
