package cloudwatch

// PutMetricData
//
// Behaviour: adds values to metrics, which it makes. A datum has one Value, or Values with Counts, or
// a statistic set; Values with a statistic set count, the set does not. Without a Timestamp it is of
// now, without a Unit of unit None. Entities are read and forgotten: their data counts. What was put
// can be read at once. A refused request stores nothing.
//
// Limits: 1,000 data of all lists, 150 values a datum, 30 dimensions a metric, values within 2^360,
// timestamps from two weeks ago to two hours ahead. (The 1 MB of a request, which may be compressed,
// is not looked at.)
//
// Errors: MissingRequiredParameter, InvalidParameterValue, InvalidParameterCombination.
// InternalService is a matter of faults.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type putMetricDataInput struct {
	Namespace        *string
	MetricData       []metricDatum
	EntityMetricData []entityMetricData
}

type entityMetricData struct{ MetricData []metricDatum }

type metricDatum struct {
	MetricName        *string
	Dimensions        []dimension
	Timestamp         *instant
	Value             *number
	Values, Counts    []number
	StatisticValues   *statisticSet
	Unit              *string
	StorageResolution *int64
}

type statisticSet struct{ SampleCount, Sum, Minimum, Maximum *number }

type putMetricDataOutput struct{}

const (
	mostData       = 1000
	mostDatumValue = 150
)

func (in *putMetricDataInput) validate(p *complaints, now int64) {
	p.namespace("Namespace", in.Namespace, true)
	if in.Namespace != nil && strings.HasPrefix(*in.Namespace, "AWS/") {
		p.add(badValue, "The value AWS/ for parameter Namespace is invalid.")
	}
	total := len(in.MetricData)
	for _, e := range in.EntityMetricData {
		total += len(e.MetricData)
	}
	p.required("MetricData", total > 0)
	p.atMost("MetricData", total, mostData)
	if total > mostData {
		return
	}
	for i := range in.MetricData {
		in.MetricData[i].validate(p, fmt.Sprintf("MetricData.member.%d", i+1), now)
	}
	for i, e := range in.EntityMetricData {
		for j := range e.MetricData {
			e.MetricData[j].validate(p, fmt.Sprintf("EntityMetricData.member.%d.MetricData.member.%d", i+1, j+1), now)
		}
	}
}

func (d *metricDatum) validate(p *complaints, at string, now int64) {
	p.text(at+".MetricName", d.MetricName, 255, true)
	p.dimensions(at+".Dimensions", d.Dimensions)
	if t := d.Timestamp; t != nil && (t.second() < now-14*day || t.second() > now+2*hour) {
		p.add(badValue, "The parameter %s.Timestamp must specify a time within the past two weeks.", at)
	}
	if d.Unit != nil {
		p.oneOf(at+".Unit", *d.Unit, units)
	}
	if r := d.StorageResolution; r != nil && *r != 1 && *r != minute {
		p.add(badValue, "The parameter %s.StorageResolution must be a value in the set [ 1, 60 ].", at)
	}
	d.validateValues(p, at)
}

func (d *metricDatum) validateValues(p *complaints, at string) {
	switch {
	case d.Value != nil && d.Values != nil:
		p.exclusive(at+".Value", at+".Values")
	case d.Value != nil && d.StatisticValues != nil:
		p.exclusive(at+".Value", at+".StatisticValues")
	case d.Value != nil:
		p.storable(at+".Value", *d.Value)
	case d.Values != nil:
		d.validateList(p, at)
	case d.StatisticValues != nil:
		d.StatisticValues.validate(p, at+".StatisticValues")
	default:
		p.add(missing, "At least one of the parameters %[1]s.Value, %[1]s.Values and %[1]s.StatisticValues must be specified.", at)
	}
}

func (d *metricDatum) validateList(p *complaints, at string) {
	p.atMost(at+".Values", len(d.Values), mostDatumValue)
	p.atMost(at+".Counts", len(d.Counts), mostDatumValue)
	if d.Counts != nil && len(d.Counts) != len(d.Values) {
		p.add(badValue, "The parameters %[1]s.Values and %[1]s.Counts must be of the same size.", at)
	}
	for i, v := range d.Values {
		if !v.storable() {
			p.storable(fmt.Sprintf("%s.Values.member.%d", at, i+1), v)
		}
	}
	for i, n := range d.Counts {
		if !n.storable() || n < 0 {
			p.add(badValue, "The value %v for parameter %s.Counts.member.%d is invalid.", n, at, i+1)
		}
	}
}

func (s *statisticSet) validate(p *complaints, at string) {
	given := []*number{s.Maximum, s.Minimum, s.SampleCount, s.Sum}
	for i, member := range []string{".Maximum", ".Minimum", ".SampleCount", ".Sum"} {
		if p.required(at+member, given[i] != nil); given[i] != nil {
			p.storable(at+member, *given[i])
		}
	}
	if slices.Contains(given, nil) {
		return
	}
	if *s.SampleCount < 0 {
		p.add(badValue, "The parameter %s.SampleCount must be greater than 0.", at)
	}
	if *s.Minimum > *s.Maximum {
		p.add(badValue, "The parameter %[1]s.Maximum must be greater than %[1]s.Minimum.", at)
	}
}

// exclusive complains of two members of which only one may be given.
func (p *complaints) exclusive(a, b string) {
	p.add(combination, "The parameters %s and %s are mutually exclusive and you have specified both.", a, b)
}

// storable complains of a value that the service does not store.
func (p *complaints) storable(member string, n number) {
	if !n.storable() {
		p.add(badValue, "The value %v for parameter %s is invalid.", n, member)
	}
}

func (c *call) putMetricData(in *putMetricDataInput) (*putMetricDataOutput, *wire.Error) {
	p, unlock := c.place()
	defer unlock()
	for i := range in.MetricData {
		p.put(*in.Namespace, &in.MetricData[i], c.now())
	}
	for _, e := range in.EntityMetricData {
		for i := range e.MetricData {
			p.put(*in.Namespace, &e.MetricData[i], c.now())
		}
	}
	return &putMetricDataOutput{}, nil
}

// put stores a datum.
func (p *place) put(namespace string, d *metricDatum, now int64) {
	m := p.metric(namespace, *d.MetricName, inOrder(d.Dimensions))
	m.seen = now
	unit, at, resolution := "None", now, int64(minute)
	if d.Unit != nil {
		unit = *d.Unit
	}
	if d.Timestamp != nil {
		at = d.Timestamp.second()
	}
	if d.StorageResolution != nil {
		resolution = *d.StorageResolution
	}
	s := m.in(unit)
	s.settle(now)
	d.into(s.sample(at, resolution))
}

// into adds the values of a datum to a sample.
func (d *metricDatum) into(s *sample) {
	switch {
	case d.Value != nil:
		s.add(float64(*d.Value), 1)
	case d.Values != nil:
		for i, v := range d.Values {
			count := 1.0
			if d.Counts != nil {
				count = float64(d.Counts[i])
			}
			s.add(float64(v), count)
		}
	default:
		v := d.StatisticValues
		s.addSet(float64(*v.SampleCount), float64(*v.Sum), float64(*v.Minimum), float64(*v.Maximum))
	}
}
