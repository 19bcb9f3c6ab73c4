package cloudwatch

// GetMetricStatistics
//
// Behaviour: statistics of one metric, by period and unit, from the start, rounded down to a minute
// (to the period, if that is shorter), to before the end. Periods are counted from the start; those
// without data are left out. A percentile is left out where its values are not known. The service
// answers in no order; we answer the oldest first.
//
// Limits: 1,440 periods in the range. A period is 1, 5, 10, 20, 30 or whole minutes.
//
// Errors: MissingRequiredParameter, InvalidParameterValue, InvalidParameterCombination.
// InternalServiceFault is a matter of faults.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type getMetricStatisticsInput struct {
	Namespace, MetricName          *string
	Dimensions                     []dimension
	StartTime, EndTime             *instant
	Period                         *int64
	Statistics, ExtendedStatistics []string
	Unit                           *string
}

type getMetricStatisticsOutput struct {
	Label      *string
	Datapoints []datapoint
}

type datapoint struct {
	Timestamp          *instant
	SampleCount        *number           `json:",omitempty"`
	Average            *number           `json:",omitempty"`
	Sum                *number           `json:",omitempty"`
	Minimum            *number           `json:",omitempty"`
	Maximum            *number           `json:",omitempty"`
	Unit               *string           `json:",omitempty"`
	ExtendedStatistics map[string]number `json:",omitempty"`
}

const mostDatapoints = 1440

func (in *getMetricStatisticsInput) validate(p *complaints, _ int64) {
	p.namespace("Namespace", in.Namespace, true)
	p.text("MetricName", in.MetricName, 255, true)
	p.dimensions("Dimensions", in.Dimensions)
	p.window(in.StartTime, in.EndTime)
	p.period("Period", in.Period)
	if in.Unit != nil {
		p.oneOf("Unit", *in.Unit, units)
	}
	for i, s := range in.Statistics {
		p.oneOf(fmt.Sprintf("Statistics.member.%d", i+1), s, statistics)
	}
	p.atMost("Statistics", len(in.Statistics), len(statistics))
	p.atMost("ExtendedStatistics", len(in.ExtendedStatistics), 10)
	for i, s := range in.ExtendedStatistics {
		if _, ok := percentileOf(s); !ok {
			p.add(badValue, "The value %s for parameter ExtendedStatistics.member.%d is invalid: the emulator has p0 to p100.", s, i+1)
		}
	}
	if len(in.Statistics)+len(in.ExtendedStatistics) == 0 {
		p.add(combination, "At least one of the parameters Statistics and ExtendedStatistics must be specified.")
	}
	if len(p.all) == 0 {
		in.validateSize(p)
	}
}

// validateSize complains of more periods than one answer holds.
func (in *getMetricStatisticsInput) validateSize(p *complaints) {
	if n := (in.EndTime.second() - in.StartTime.second()) / *in.Period; n > mostDatapoints {
		p.add(combination, "You have requested up to %d datapoints, which exceeds the limit of %d. "+
			"You may reduce the datapoints requested by increasing Period, or decreasing the time range.", n, mostDatapoints)
	}
}

func (c *call) getMetricStatistics(in *getMetricStatisticsInput) (*getMetricStatisticsOutput, *wire.Error) {
	p, unlock := c.place()
	defer unlock()
	out := &getMetricStatisticsOutput{Label: in.MetricName, Datapoints: []datapoint{}}
	m := p.metrics[key(*in.Namespace, *in.MetricName, inOrder(in.Dimensions))]
	if m == nil {
		return out, nil
	}
	m.settle(c.now())
	for _, s := range m.units {
		if in.Unit != nil && *in.Unit != s.unit {
			continue
		}
		for _, b := range s.buckets(beginning(*in.StartTime, *in.Period), ending(*in.EndTime), *in.Period) {
			out.Datapoints = append(out.Datapoints, in.datapoint(b, s.unit))
		}
	}
	slices.SortStableFunc(out.Datapoints, func(a, b datapoint) int { return cmp.Compare(*a.Timestamp, *b.Timestamp) })
	return out, nil
}

// beginning is where the first period of a range begins.
func beginning(start instant, period int64) int64 {
	step := min(period, minute)
	at := start.second()
	return at - (at%step+step)%step
}

// ending is the first second that is not in a range any more.
func ending(end instant) int64 { return (end + 999).second() }

// datapoint is what is asked for of a period.
func (in *getMetricStatisticsInput) datapoint(b bucket, unit string) datapoint {
	d := datapoint{Timestamp: seconds(b.at), Unit: &unit}
	for _, name := range in.Statistics {
		*d.field(name) = new(number(first(b.statistic(name))))
	}
	for _, name := range in.ExtendedStatistics {
		if v, ok := b.statistic(name); ok {
			if d.ExtendedStatistics == nil {
				d.ExtendedStatistics = map[string]number{}
			}
			d.ExtendedStatistics[name] = number(v)
		}
	}
	return d
}

func first(v float64, _ bool) float64 { return v }

// field is where a plain statistic goes.
func (d *datapoint) field(name string) **number {
	switch name {
	case "Average":
		return &d.Average
	case "Sum":
		return &d.Sum
	case "SampleCount":
		return &d.SampleCount
	case "Maximum":
		return &d.Maximum
	}
	return &d.Minimum
}
