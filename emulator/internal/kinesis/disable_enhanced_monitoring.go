package kinesis

// DisableEnhancedMonitoring
//
// Behaviour: the stream has the named metrics of its shards no longer; ALL names the seven there are.
// One that it does not have is no mistake. The answer has the sets before and after.
//
// Limits and the rest of the behaviour: monitoring.go.
//
// Errors: Validation, InvalidArgument (neither name nor ARN), ResourceNotFound, ResourceInUse
// (stream not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) disableMonitoring(in *monitoringInput) (*monitoringOutput, *wire.Error) {
	return c.changeMonitoring(in, func(s *stream, metric string) bool { return s.monitors(metric) && !in.names(metric) })
}
