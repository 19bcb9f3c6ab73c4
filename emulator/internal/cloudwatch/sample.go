package cloudwatch

// What is known of the values of one instant: their statistic set, and for percentiles the values.

import "slices"

// A sample sums up values. The zero sample has none.
type sample struct {
	count, sum, min, max float64

	values []weighted // by value; percentiles are read from them
	opaque bool       // some came as a statistic set, whose values nobody knows
}

// A weighted value occurred so often. Counts need not be whole: clients may send any.
type weighted struct{ value, count float64 }

// mostValues bounds the different values of a sample. Beyond it neighbours are merged, so that a
// percentile may be off by the distance to the next value.
const mostValues = 512

// oldValues is as much for a sample that is hours old: days of them are kept, of every metric.
const oldValues = 32

// add counts a value that occurred count times.
func (s *sample) add(value, count float64) {
	s.sumUp(sample{count: count, sum: value * count, min: value, max: value})
	s.keep(weighted{value, count})
}

// addSet counts values of which only the statistics are known. If all are the same, so are they.
func (s *sample) addSet(count, sum, least, most float64) {
	if least == most && count > 0 {
		s.sumUp(sample{count: count, sum: sum, min: least, max: most})
		s.keep(weighted{least, count})
		return
	}
	s.sumUp(sample{count: count, sum: sum, min: least, max: most})
	s.opaque = true
}

// merge adds the values of another sample.
func (s *sample) merge(o *sample) {
	s.sumUp(*o)
	s.opaque = s.opaque || o.opaque
	for _, v := range o.values {
		s.keep(v)
	}
}

func (s *sample) sumUp(o sample) {
	if o.count == 0 {
		return
	}
	if s.count == 0 {
		s.min, s.max = o.min, o.max
	}
	s.count += o.count
	s.sum += o.sum
	s.min, s.max = min(s.min, o.min), max(s.max, o.max)
}

// keep remembers a value for percentiles.
func (s *sample) keep(v weighted) {
	if v.count == 0 {
		return
	}
	i, known := slices.BinarySearchFunc(s.values, v.value, func(w weighted, value float64) int {
		switch {
		case w.value < value:
			return -1
		case w.value > value:
			return 1
		}
		return 0
	})
	if known {
		s.values[i].count += v.count
		return
	}
	s.values = slices.Insert(s.values, i, v)
	if len(s.values) > mostValues {
		s.thin()
	}
}

// shrink leaves oldValues at most, in no more memory than they need.
func (s *sample) shrink() {
	for len(s.values) > oldValues {
		s.thin()
	}
	if cap(s.values) > oldValues {
		s.values = slices.Clone(s.values)
	}
}

// thin merges each value with the one above it.
func (s *sample) thin() {
	half := s.values[:0]
	for pair := range slices.Chunk(s.values, 2) {
		merged := pair[len(pair)-1]
		if len(pair) == 2 {
			merged.count += pair[0].count
		}
		half = append(half, merged)
	}
	s.values = half
}
