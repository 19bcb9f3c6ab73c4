package cloudwatch

// The operations, and the one way from a document to an operation and back.

import (
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// An operation answers a call with a document.
type operation func(*call) ([]byte, *wire.Error)

// registry is every operation that the model has, by name.
func registry() map[string]operation {
	return map[string]operation{
		"GetMetricData":       define((*call).getMetricData),
		"GetMetricStatistics": define((*call).getMetricStatistics),
		"ListMetrics":         define((*call).listMetrics),
		"PutMetricData":       define((*call).putMetricData),
	}
}

// Operations lists the names of the operations that the model has, sorted.
func Operations() []string { return slices.Sorted(maps.Keys(registry())) }

// An input knows what its members may be, at the second now.
type input[In any] interface {
	*In
	validate(p *complaints, now int64)
}

// define wraps a typed operation: read, validate, run, write.
func define[In, Out any, P input[In]](run func(*call, P) (*Out, *wire.Error)) operation {
	return func(c *call) ([]byte, *wire.Error) {
		in := new(In)
		if err := c.decode(in); err != nil {
			return nil, err
		}
		var wrong complaints
		P(in).validate(&wrong, c.now())
		if err := wrong.err(); err != nil {
			return nil, err
		}
		out, err := run(c, in)
		if err != nil {
			return nil, err
		}
		return c.encode(out)
	}
}
