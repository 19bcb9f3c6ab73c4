package cloudwatch

// GetMetricData
//
// Behaviour: one statistic each of many metrics, as timestamps and values, the newest first unless
// asked otherwise. Periods are counted from the start, rounded down as in GetMetricStatistics. Where
// data is in several units and none is asked for, the first of them in the service's own order is
// answered, with a message. A label that is not given is the metric's name, with the statistic and
// the period if they differ between the queries. An answer of more than MaxDatapoints goes on under a
// token; a result that is not at its end is PartialData. A query with ReturnData false returns none,
// and may be used in an expression: arithmetic on ids and numbers, see expression.go.
//
// Limits: 500 queries, 100,800 data points a page.
//
// Errors: ValidationError (what the service calls all that is wrong with a query), InvalidNextToken.

import (
	"fmt"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type getMetricDataInput struct {
	MetricDataQueries  []metricDataQuery
	StartTime, EndTime *instant
	ScanBy             *string
	MaxDatapoints      *int64
	NextToken          *string
	LabelOptions       *struct{ Timezone *string }
}

type metricDataQuery struct {
	Id         *string
	MetricStat *metricStat
	Expression *string
	Label      *string
	ReturnData *bool
	Period     *int64
	AccountId  *string
}

type metricStat struct {
	Metric *metricShape
	Period *int64
	Stat   *string
	Unit   *string
}

type getMetricDataOutput struct {
	Messages          []messageData
	MetricDataResults []metricDataResult
	NextToken         *string `json:",omitempty"`
}

type messageData struct{ Code, Value string }

type metricDataResult struct {
	Id         string
	Label      string
	Messages   []messageData `json:",omitempty"`
	StatusCode string
	Timestamps []instant
	Values     []number
}

func (in *getMetricDataInput) descending() bool {
	return in.ScanBy == nil || *in.ScanBy != "TimestampAscending"
}

func (c *call) getMetricData(in *getMetricDataInput) (*getMetricDataOutput, *wire.Error) {
	from, err := in.from()
	if err != nil {
		return nil, err
	}
	results, err := c.results(in)
	if err != nil {
		return nil, err
	}
	out := &getMetricDataOutput{Messages: []messageData{}, MetricDataResults: []metricDataResult{}}
	next := in.page(results, from, out)
	if next > 0 {
		out.NextToken = new(in.token(next))
	}
	return out, nil
}

// results are the answers to all queries, whole, in the order of the queries that return data.
func (c *call) results(in *getMetricDataInput) ([]metricDataResult, *wire.Error) {
	lines := map[string]line{}
	messages := map[string][]messageData{}
	func() {
		p, unlock := c.place()
		defer unlock()
		for i := range in.MetricDataQueries {
			if q := &in.MetricDataQueries[i]; q.MetricStat != nil {
				lines[*q.Id], messages[*q.Id] = p.line(q.MetricStat, in, c.now())
			}
		}
	}()
	if err := in.evaluate(lines); err != nil {
		return nil, err
	}
	labels := in.labels()
	var all []metricDataResult
	for i := range in.MetricDataQueries {
		q := &in.MetricDataQueries[i]
		if q.ReturnData != nil && !*q.ReturnData {
			continue
		}
		r := metricDataResult{Id: *q.Id, Label: labels[i], Messages: messages[*q.Id]}
		r.Timestamps, r.Values = lines[*q.Id].columns(in.descending())
		all = append(all, r)
	}
	return all, nil
}

// line is the values that a query asks for.
func (p *place) line(q *metricStat, in *getMetricDataInput, now int64) (line, []messageData) {
	m := p.metrics[key(*q.Metric.Namespace, *q.Metric.MetricName, inOrder(q.Metric.Dimensions))]
	if m == nil {
		return line{}, nil
	}
	m.settle(now)
	from, to := beginning(*in.StartTime, *q.Period), ending(*in.EndTime)
	s, others := m.pick(q.Unit, from, to)
	if s == nil {
		return line{}, nil
	}
	found := line{}
	for _, b := range s.buckets(from, to, *q.Period) {
		if v, ok := b.statistic(*q.Stat); ok {
			found[b.at] = v
		}
	}
	if len(others) < 2 {
		return found, nil
	}
	return found, []messageData{{"MultipleUnits", fmt.Sprintf("Multiple units returned: '[%s]'", joined(others))}}
}
