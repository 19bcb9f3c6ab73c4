package cloudwatch

// The metrics of one account in one region.

import (
	"slices"
	"sync"
)

// A home is whose metrics, and where.
type home struct{ account, region string }

// A place holds metrics. Its lock is held for arithmetic only.
type place struct {
	sync.Mutex
	metrics map[string]*metric // by key
	feeds   map[feed][]*feeding
	swept   int64 // when the dead were last removed, seconds
}

// metric finds a metric, and makes it if it is not there.
func (p *place) metric(namespace, name string, dimensions []dimension) *metric {
	k := key(namespace, name, dimensions)
	m := p.metrics[k]
	if m == nil {
		m = &metric{namespace: namespace, name: name, dimensions: dimensions}
		if p.metrics == nil {
			p.metrics = map[string]*metric{}
		}
		p.metrics[k] = m
	}
	return m
}

// sweep drops old data of metrics that nobody puts any more, once an hour: the price of a bound on
// memory without a goroutine.
func (p *place) sweep(now int64) {
	if now < p.swept+hour {
		return
	}
	p.swept = now
	for k, m := range p.metrics {
		if m.settle(now); m.dead(now) {
			delete(p.metrics, k)
		}
	}
	for k, all := range p.feeds {
		all = slices.DeleteFunc(all, func(f *feeding) bool { return f.metric.dead(now) })
		if p.feeds[k] = all; len(all) == 0 {
			delete(p.feeds, k)
		}
	}
}
