package kinesis

// EnableEnhancedMonitoring
//
// Behaviour: the stream has the named metrics of each shard from now on, beside those that it had;
// ALL names the seven there are. The answer has the sets before and after.
//
// Limits and the rest of the behaviour: monitoring.go.
//
// Errors: Validation, InvalidArgument (neither name nor ARN), ResourceNotFound, ResourceInUse
// (stream not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) enableMonitoring(in *monitoringInput) (*monitoringOutput, *wire.Error) {
	return c.changeMonitoring(in, func(s *stream, metric string) bool { return s.monitors(metric) || in.names(metric) })
}
