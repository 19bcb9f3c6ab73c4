package cloudwatch

// What GetMetricData finds wrong with its queries, in the words of the service.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const (
	mostQueries       = 500
	mostDatapointPage = 100_800
)

var queryID = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]{0,254}$`)

func (in *getMetricDataInput) validate(p *complaints, _ int64) {
	var found complaints
	in.check(&found)
	for _, exception := range []string{missing, badValue, combination, validation} {
		for _, line := range found.all[exception] {
			p.add(validation, "%s", line)
		}
	}
}

func (in *getMetricDataInput) check(p *complaints) {
	p.required("MetricDataQueries", len(in.MetricDataQueries) > 0)
	p.atMost("MetricDataQueries", len(in.MetricDataQueries), mostQueries)
	p.window(in.StartTime, in.EndTime)
	if in.ScanBy != nil {
		p.oneOf("ScanBy", *in.ScanBy, []string{"TimestampAscending", "TimestampDescending"})
	}
	if n := in.MaxDatapoints; n != nil && (*n < 1 || *n > mostDatapointPage) {
		p.add(badValue, "The parameter MaxDatapoints must be between 1 and %d.", mostDatapointPage)
	}
	seen := map[string]bool{}
	for i := range in.MetricDataQueries[:min(len(in.MetricDataQueries), mostQueries)] {
		q := &in.MetricDataQueries[i]
		q.check(p, fmt.Sprintf("MetricDataQueries.member.%d", i+1))
		if seen[or(q.Id)] {
			p.add(badValue, "The values for parameter id in MetricDataQueries are not unique.")
		}
		seen[or(q.Id)] = true
	}
}

func (q *metricDataQuery) check(p *complaints, at string) {
	switch p.required(at+".Id", or(q.Id) != ""); {
	case or(q.Id) != "" && !queryID.MatchString(*q.Id):
		p.add(badValue, "The value %s for parameter %s.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.", *q.Id, at)
	}
	switch {
	case q.MetricStat != nil && q.Expression != nil:
		p.exclusive(at+".Expression", at+".MetricStat")
	case q.MetricStat != nil && q.Period != nil:
		p.exclusive(at+".Period", at+".MetricStat")
	case q.MetricStat != nil:
		q.MetricStat.check(p, at+".MetricStat")
	default:
		p.required(at+".MetricStat", q.Expression != nil)
	}
}

func (q *metricStat) check(p *complaints, at string) {
	if p.required(at+".Metric", q.Metric != nil); q.Metric != nil {
		p.namespace(at+".Metric.Namespace", q.Metric.Namespace, true)
		p.text(at+".Metric.MetricName", q.Metric.MetricName, 255, true)
		p.dimensions(at+".Metric.Dimensions", q.Metric.Dimensions)
	}
	p.period(at+".Period", q.Period)
	if p.required(at+".Stat", or(q.Stat) != ""); or(q.Stat) != "" && !isStatistic(*q.Stat) {
		p.add(badValue, "The value %s for parameter %s.Stat is not supported by the emulator, which has %s and p0 to p100.",
			*q.Stat, at, strings.Join(statistics, ", "))
	}
	if q.Unit != nil {
		p.oneOf(at+".Unit", *q.Unit, units)
	}
}

// labels are what results are called that were given no name: enough to tell them apart.
func (in *getMetricDataInput) labels() []string {
	all := make([]string, len(in.MetricDataQueries))
	stats, periods := map[string]bool{}, map[int64]bool{}
	for _, q := range in.MetricDataQueries {
		if q.MetricStat != nil {
			stats[*q.MetricStat.Stat], periods[*q.MetricStat.Period] = true, true
		}
	}
	for i, q := range in.MetricDataQueries {
		switch {
		case q.Label != nil:
			all[i] = *q.Label
		case q.MetricStat == nil:
			all[i] = *q.Id
		default:
			all[i] = *q.MetricStat.Metric.MetricName
			if len(stats) > 1 {
				all[i] += " " + *q.MetricStat.Stat
			}
			if len(periods) > 1 {
				all[i] += fmt.Sprintf(" %d", *q.MetricStat.Period)
			}
		}
	}
	return all
}

// pick is the series that a query means, and the units of all that have data in its range. If it
// names no unit, it is the first in the service's order.
func (m *metric) pick(unit *string, from, to int64) (*series, []string) {
	var picked *series
	var found []string
	for _, u := range units {
		for _, s := range m.units {
			if s.unit != u || unit != nil && *unit != u || len(s.between(from, to)) == 0 {
				continue
			}
			if found = append(found, u); picked == nil {
				picked = s.series
			}
		}
	}
	return picked, found
}

// joined are names in order, as the service lists them.
func joined(names []string) string {
	slices.Sort(names)
	return strings.Join(names, ", ")
}
