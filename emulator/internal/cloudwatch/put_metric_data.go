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
// InternalServiceFault is a matter of faults.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

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
