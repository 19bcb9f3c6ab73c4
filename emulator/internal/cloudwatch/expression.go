package cloudwatch

// Metric math: arithmetic on the lines of other queries. Functions, SEARCH and SELECT are refused.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// evaluate adds the lines of expressions to those of metrics.
func (in *getMetricDataInput) evaluate(lines map[string]line) *wire.Error {
	for _, q := range in.MetricDataQueries {
		if q.Expression != nil {
			return wire.Errorf(validation, "Error in expression '%s': the emulator has no metric math.", *q.Id)
		}
	}
	return nil
}
