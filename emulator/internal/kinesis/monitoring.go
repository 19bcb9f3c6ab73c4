package kinesis

// Enhanced monitoring: which metrics a stream has of each of its shards, beside its own. What the two
// operations share: the stream is UPDATING for Service.Updating, 5 calls a second per stream under
// Strict.

import (
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const allMetrics = "ALL"

// shardMetrics lists the metrics of a shard, in the order in which they are shown.
func shardMetrics() []string {
	return []string{"IncomingBytes", "IncomingRecords", "OutgoingBytes", "OutgoingRecords",
		"WriteProvisionedThroughputExceeded", "ReadProvisionedThroughputExceeded", "IteratorAgeMilliseconds"}
}

type monitoringInput struct {
	namedStream
	ShardLevelMetrics []string
}

type monitoringOutput struct {
	StreamName, StreamARN                              string
	CurrentShardLevelMetrics, DesiredShardLevelMetrics []string
}

func (in *monitoringInput) validate(p *problems) {
	in.namedStream.validate(p)
	words := append(shardMetrics(), allMetrics)
	p.list("shardLevelMetrics", in.ShardLevelMetrics != nil, len(in.ShardLevelMetrics), len(shardMetrics()))
	for _, metric := range in.ShardLevelMetrics[:min(len(in.ShardLevelMetrics), len(shardMetrics()))] {
		if !slices.Contains(words, metric) {
			p.add("["+strings.Join(in.ShardLevelMetrics, ", ")+"]", "shardLevelMetrics",
				"satisfy constraint: [Member must satisfy enum value set: [%s]]", strings.Join(words, ", "))
			return
		}
	}
}

// names: does the request name the metric, by itself or by ALL?
func (in *monitoringInput) names(metric string) bool {
	return slices.Contains(in.ShardLevelMetrics, metric) || slices.Contains(in.ShardLevelMetrics, allMetrics)
}

// monitors: does the stream have the metric of each shard?
func (s *stream) monitors(metric string) bool { return slices.Contains(s.monitored, metric) }

// monitoring is how descriptions show it.
func (s *stream) monitoring() []monitoringShape {
	return []monitoringShape{{append([]string{}, s.monitored...)}}
}

// changeMonitoring has the stream monitor the metrics that wanted chooses.
func (c *call) changeMonitoring(in *monitoringInput, wanted func(s *stream, metric string) bool) (*monitoringOutput, *wire.Error) {
	s, unlock, err := c.idle(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	desired := slices.DeleteFunc(shardMetrics(), func(metric string) bool { return !wanted(s, metric) })
	out := &monitoringOutput{s.home.name, s.home.arn(), append([]string{}, s.monitored...), desired}
	s.become(updating, c.ms(), c.service.Updating, func(int64) { s.monitored = desired })
	return out, nil
}
