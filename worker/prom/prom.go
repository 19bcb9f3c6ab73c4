// Package prom shows a worker to Prometheus.
//
//	metrics := prom.New(&w, prom.Options{})
//	w.Observe = append(w.Observe, metrics.Observe)
//	registry.MustRegister(metrics) // the caller's registry; there is no global one
//
// Counters come from events, gauges from Worker.Status at each scrape. Every series bears the
// labels application and stream, so that a process may run several workers; the number of series
// does not depend on the number of shards unless Options.PerShard says so. The names are part of
// the API: docs/metrics.md lists them, with alerts.
//
// What is not promised: gauges of the whole application (oldest unread record, leases, workers)
// are what this worker's last listing of the lease table showed. Every worker exports them, so
// ask for their max over the fleet, not for their sum.
package prom

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shardkeeper/shardkeeper/worker"
)

// Options says what to export besides the default.
type Options struct {
	// PerShard adds series with a shard label, of the shards that this worker holds: lag, age of
	// the position, records. Off by default: a stream of 5,000 shards makes 15,000 series, and
	// each reshard leaves old ones behind in the time series database.
	PerShard bool
}

// A Collector is the prometheus.Collector of one worker. Its methods are safe for concurrent use.
type Collector struct {
	status func() worker.Status
	counts counts
	gauges gauges
	shards *shards // nil unless asked for
}

// New makes the collector of w, whose Application and Stream must be filled in. It sees nothing
// until Observe is one of w.Observe.
func New(w *worker.Worker, opts Options) *Collector {
	return newCollector(w.Status, w.Application, w.Stream, opts)
}

func newCollector(status func() worker.Status, application, stream string, opts Options) *Collector {
	labels := prometheus.Labels{"application": application, "stream": nameOf(stream)}
	c := &Collector{status: status, counts: newCounts(labels), gauges: newGauges(labels)}
	if opts.PerShard {
		c.shards = newShards(labels)
	}
	return c
}

// nameOf is the stream's name, which an ARN ends with.
func nameOf(stream string) string { return stream[strings.LastIndexByte(stream, '/')+1:] }

// Describe lists every series there may be.
func (c *Collector) Describe(to chan<- *prometheus.Desc) {
	for _, count := range c.counts.all {
		count.Describe(to)
	}
	c.gauges.describe(to)
	if c.shards != nil {
		c.shards.describe(to)
	}
}

// Collect asks the worker for its Status, once, and sends everything.
func (c *Collector) Collect(to chan<- prometheus.Metric) {
	for _, count := range c.counts.all {
		count.Collect(to)
	}
	status := c.status()
	c.gauges.collect(to, status)
	if c.shards != nil {
		c.shards.collect(to, status)
	}
}

// metric is a gauge's value as of now. What Prometheus does not admit (a label that is not UTF-8)
// fails the scrape and says why.
func metric(d *prometheus.Desc, value float64, labels ...string) prometheus.Metric {
	m, err := prometheus.NewConstMetric(d, prometheus.GaugeValue, value, labels...)
	if err != nil {
		return prometheus.NewInvalidMetric(d, err)
	}
	return m
}
