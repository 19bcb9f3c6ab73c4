package cloudwatch

// The other way in: what an emulated service measures of its own traffic. It is on the path of every
// record, so it makes no strings and no request.

import "time"

// A Measurement is one value of a metric that a service keeps of itself. Dimensions that are not
// used are zero.
type Measurement struct {
	Namespace, Metric, Unit string
	Dimensions              [2]Dimension
	Value                   float64
}

// A Dimension is a name and a value, such as StreamName and orders.
type Dimension struct{ Name, Value string }

// A feed is where Measurements come from: what they have in common but their names.
type feed struct {
	namespace  string
	dimensions [2]Dimension
}

// A feeding is one metric of a feed. A feed has few, so they are looked for one by one.
type feeding struct {
	name, unit string
	metric     *metric
	series     *series
}

// Measure counts what one call of a service brought, under one lock. Measurements of the same feed are
// best put together.
func (s *Service) Measure(account, region string, now time.Time, all []Measurement) {
	if len(all) == 0 {
		return
	}
	p := s.place(home{account, region})
	at := now.Unix()
	p.Lock()
	defer p.Unlock()
	p.sweep(at)
	var last feed
	var metrics []*feeding
	for i := range all {
		m := &all[i]
		if f := (feed{m.Namespace, m.Dimensions}); i == 0 || f != last {
			last, metrics = f, p.feeds[f]
		}
		f := find(metrics, m)
		if f == nil {
			f = p.feeding(m)
			metrics = append(metrics, f)
			p.feeds[last] = metrics
		}
		f.metric.seen = at
		f.series.settle(at)
		f.series.sample(at, minute).add(m.Value, 1)
	}
}

func find(metrics []*feeding, m *Measurement) *feeding {
	for _, f := range metrics {
		if f.name == m.Metric && f.unit == m.Unit {
			return f
		}
	}
	return nil
}

func (p *place) feeding(m *Measurement) *feeding {
	var dimensions []dimension
	for _, d := range m.Dimensions {
		if d.Name != "" {
			dimensions = append(dimensions, dimension{new(d.Name), new(d.Value)})
		}
	}
	found := p.metric(m.Namespace, m.Metric, inOrder(dimensions))
	if p.feeds == nil {
		p.feeds = map[feed][]*feeding{}
	}
	return &feeding{m.Metric, m.Unit, found, found.in(m.Unit)}
}
