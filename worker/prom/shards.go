package prom

// The series with a shard label, of the shards that this worker holds: so that each shard of the
// application is exported by one worker, and goes when its tenure does.

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shardkeeper/shardkeeper/worker"
)

type shards struct {
	behind, age *prometheus.Desc
	records     *prometheus.CounterVec
}

func newShards(labels prometheus.Labels) *shards {
	return &shards{
		behind: prometheus.NewDesc("shardkeeper_shard_behind_seconds",
			"How far the last read of the shard was behind its tip.", []string{"shard"}, labels),
		age: prometheus.NewDesc("shardkeeper_shard_position_age_seconds",
			"Age of the time of arrival up to which everything in the shard is done.", []string{"shard"}, labels),
		records: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name:        "shardkeeper_shard_records_processed_total",
			Help:        "Records of the shard that user code is done with, in this tenure.",
			ConstLabels: labels,
		}, []string{"shard"}),
	}
}

func (s *shards) describe(to chan<- *prometheus.Desc) {
	to <- s.behind
	to <- s.age
	s.records.Describe(to)
}

func (s *shards) collect(to chan<- prometheus.Metric, status worker.Status) {
	now := time.Now()
	for i := range status.Shards {
		shard := &status.Shards[i]
		if !shard.Here {
			continue
		}
		to <- metric(s.behind, shard.Behind.Seconds(), shard.Shard)
		if !shard.Done.IsZero() {
			to <- metric(s.age, max(0, now.Sub(shard.Done).Seconds()), shard.Shard)
		}
	}
	s.records.Collect(to)
}

func (s *shards) processed(shard string, records int) {
	if c, err := s.records.GetMetricWithLabelValues(shard); err == nil { // an id is plain text: it always is
		c.Add(float64(records))
	}
}

// over forgets a shard whose tenure is over: another worker, or nobody, exports it from now on.
func (s *shards) over(shard string) { s.records.DeleteLabelValues(shard) }
