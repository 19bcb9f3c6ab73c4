package cloudwatch

// A metric: a name with dimensions, and its data by unit. Data in different units is never mixed.

import (
	"slices"
	"strings"
)

// A metric is everything put under one name and one set of dimensions.
type metric struct {
	namespace, name string
	dimensions      []dimension // by name
	units           []unitSeries
	seen            int64 // when data was last put, seconds
}

type unitSeries struct {
	unit string
	*series
}

// in is the series of a unit, which is made if it is not there.
func (m *metric) in(unit string) *series {
	for _, s := range m.units {
		if s.unit == unit {
			return s.series
		}
	}
	m.units = append(m.units, unitSeries{unit, &series{}})
	return m.units[len(m.units)-1].series
}

// settle settles every series.
func (m *metric) settle(now int64) {
	for _, s := range m.units {
		s.settle(now)
	}
}

// dead tells a metric that the service would not list any more, and that has no data left.
func (m *metric) dead(now int64) bool {
	return m.seen < now-keep && !slices.ContainsFunc(m.units, func(s unitSeries) bool { return len(s.points) > 0 })
}

// inOrder are dimensions by name, as they make a metric: clients send them in any order.
func inOrder(all []dimension) []dimension {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b dimension) int { return strings.Compare(a.name(), b.name()) })
	return sorted
}

// key is a metric's name as one string, for dimensions in order. No part can have a zero byte.
func key(namespace, name string, dimensions []dimension) string {
	var b strings.Builder
	b.WriteString(namespace + "\x00" + name)
	for _, d := range dimensions {
		b.WriteString("\x00" + d.name() + "\x00" + d.value())
	}
	return b.String()
}
