package cloudwatch

// Percentiles: from the values themselves, by nearest rank.

import (
	"regexp"
	"strconv"
)

// percentileName is p0 to p100, with up to ten decimals.
var percentileName = regexp.MustCompile(`^p(\d{1,2}(\.\d{0,10})?|100)$`)

// percentileOf reads "p99.9". It answers false for what is no percentile.
func percentileOf(name string) (float64, bool) {
	found := percentileName.FindStringSubmatch(name)
	if found == nil {
		return 0, false
	}
	p, err := strconv.ParseFloat(found[1], 64)
	return p, err == nil
}

// percentile is the least value that p percent of the values do not exceed. There is none where
// values are not known or negative: as in the service.
func (s *sample) percentile(p float64) (float64, bool) {
	if s.opaque || s.count <= 0 || s.min < 0 {
		return 0, false
	}
	rank, seen := s.count*p/100, 0.0
	for _, v := range s.values {
		if seen += v.count; seen >= rank {
			return v.value, true
		}
	}
	return s.max, true
}
