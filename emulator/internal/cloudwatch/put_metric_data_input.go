package cloudwatch

// What PutMetricData finds wrong with its data, in the words of the service.

import (
	"fmt"
	"slices"
	"strings"
)

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
