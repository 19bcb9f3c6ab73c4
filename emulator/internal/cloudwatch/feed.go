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

// A feed is a Measurement without its value: what finds its metric without making a key.
type feed struct {
	namespace, metric, unit string
	dimensions              [2]Dimension
}

type feeding struct {
	metric *metric
	series *series
}

// Measure counts what one call of a service brought, under one lock.
func (s *Service) Measure(account, region string, now time.Time, all []Measurement) {
	if len(all) == 0 {
		return
	}
	p := s.place(home{account, region})
	at := now.Unix()
	p.Lock()
	defer p.Unlock()
	p.sweep(at)
	for i := range all {
		m := &all[i]
		f := p.feeding(feed{m.Namespace, m.Metric, m.Unit, m.Dimensions})
		f.metric.seen = at
		f.series.settle(at)
		f.series.sample(at, minute).add(m.Value, 1)
	}
}

func (p *place) feeding(of feed) *feeding {
	f := p.feeds[of]
	if f != nil {
		return f
	}
	var dimensions []dimension
	for _, d := range of.dimensions {
		if d.Name != "" {
			dimensions = append(dimensions, dimension{new(d.Name), new(d.Value)})
		}
	}
	m := p.metric(of.namespace, of.metric, inOrder(dimensions))
	f = &feeding{m, m.in(of.unit)}
	if p.feeds == nil {
		p.feeds = map[feed]*feeding{}
	}
	p.feeds[of] = f
	return f
}
