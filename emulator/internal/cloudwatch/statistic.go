package cloudwatch

// Statistics by their names.

import "slices"

// statistics are the plain ones, in the order in which the service lists them.
var statistics = []string{"Average", "Sum", "SampleCount", "Maximum", "Minimum"}

// isStatistic tells the names that GetMetricData takes from others.
func isStatistic(name string) bool {
	_, percentile := percentileOf(name)
	return percentile || slices.Contains(statistics, name)
}

// statistic is one number of a sample that has values; false if it cannot be told.
func (s *sample) statistic(name string) (float64, bool) {
	switch name {
	case "Average":
		return s.sum / s.count, true
	case "Sum":
		return s.sum, true
	case "SampleCount":
		return s.count, true
	case "Maximum":
		return s.max, true
	case "Minimum":
		return s.min, true
	}
	p, ok := percentileOf(name)
	if !ok {
		return 0, false
	}
	return s.percentile(p)
}
