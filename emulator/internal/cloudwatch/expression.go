package cloudwatch

// Metric math: arithmetic on the lines of other queries. Functions, SEARCH and SELECT are refused.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// Formulas are what expressions of one request are worked out from.
type formulas struct {
	lines       map[string]line             // by id
	expressions map[string]*metricDataQuery // by id
	busy        map[string]bool             // expressions that are being worked out
}

// evaluate adds the lines of expressions to those of metrics.
func (in *getMetricDataInput) evaluate(lines map[string]line) *wire.Error {
	m := formulas{lines, map[string]*metricDataQuery{}, map[string]bool{}}
	for i := range in.MetricDataQueries {
		if q := &in.MetricDataQueries[i]; q.Expression != nil {
			m.expressions[*q.Id] = q
		}
	}
	for i := range in.MetricDataQueries {
		if q := &in.MetricDataQueries[i]; q.Expression != nil {
			if _, why := m.line(*q.Id); why != "" {
				return wire.Errorf(validation, "Error in expression '%s': %s", *q.Id, why)
			}
		}
	}
	return nil
}

// line is the line of an id, or why there is none.
func (m *formulas) line(id string) (line, string) {
	if l, ok := m.lines[id]; ok {
		return l, ""
	}
	q := m.expressions[id]
	switch {
	case q == nil:
		return nil, "there is no query with the id " + id
	case m.busy[id]:
		return nil, "it refers to itself"
	case len(*q.Expression) > mostExpression:
		return nil, "it is too long"
	}
	m.busy[id] = true
	r := reader{text: *q.Expression, formulas: m}
	v := r.sum()
	if r.skip(); r.why == "" && r.at < len(r.text) {
		r.fail()
	}
	if r.why == "" && v.line == nil {
		r.why = "it is no time series"
	}
	m.lines[id] = v.line
	return v.line, r.why
}

// mostExpression is the longest expression that the service reads, in bytes.
const mostExpression = 2048
