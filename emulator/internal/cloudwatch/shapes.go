package cloudwatch

// Shapes that several operations share, and what is allowed in them.

import (
	"cmp"
	"fmt"
)

// units are what values can be counted in, in the service's own order: where data was put in several
// units and none is asked for, GetMetricData answers the first of them.
var units = []string{
	"Megabits", "Terabits", "Gigabits", "Count", "Bytes", "Gigabytes", "Gigabytes/Second", "Kilobytes",
	"Kilobits/Second", "Terabytes", "Terabits/Second", "Bytes/Second", "Percent", "Megabytes",
	"Megabits/Second", "Milliseconds", "Microseconds", "Kilobytes/Second", "Gigabits/Second",
	"Megabytes/Second", "Bits", "Bits/Second", "Count/Second", "Seconds", "Kilobits", "Terabytes/Second",
	"None",
}

const mostDimensions = 30

// A dimension is a part of a metric's name.
type dimension struct{ Name, Value *string }

func (d dimension) name() string  { return or(d.Name) }
func (d dimension) value() string { return or(d.Value) }

// or is the string, "" if there is none.
func or(s *string) string { return *cmp.Or(s, new("")) }

// dimensions complains of dimensions that name no metric.
func (p *complaints) dimensions(member string, all []dimension) {
	p.atMost(member, len(all), mostDimensions)
	seen := map[string]bool{}
	for i, d := range all[:min(len(all), mostDimensions)] {
		if d.plain() && !seen[*d.Name] { // names of members are made for mistakes only
			seen[*d.Name] = true
			continue
		}
		at := fmt.Sprintf("%s.member.%d", member, i+1)
		p.text(at+".Name", d.Name, 255, true)
		p.text(at+".Value", d.Value, 1024, true)
		if d.Name != nil && seen[*d.Name] {
			p.add(badValue, "No Metric may specify the same dimension twice.")
		}
	}
}

// plain is what needs no second look.
func (d dimension) plain() bool {
	return d.Name != nil && *d.Name != "" && len(*d.Name) <= 255 && plain(*d.Name) &&
		d.Value != nil && *d.Value != "" && len(*d.Value) <= 1024 && plain(*d.Value)
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] == 0 {
			return false
		}
	}
	return true
}
