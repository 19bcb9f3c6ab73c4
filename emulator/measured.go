package emulator

// The metrics that Kinesis keeps of its own traffic, on their way into CloudWatch.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/cloudwatch"
	"github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
)

// measured puts what a call to Kinesis brought into the namespace AWS/Kinesis. No lock of Kinesis is
// held.
func (e *Emulator) measured(t kinesis.Traffic) {
	all := make([]cloudwatch.Measurement, len(t.Measures))
	for i, m := range t.Measures {
		all[i] = cloudwatch.Measurement{Namespace: "AWS/Kinesis", Metric: m.Metric, Unit: m.Unit, Value: m.Value}
		all[i].Dimensions[0] = cloudwatch.Dimension{Name: "StreamName", Value: t.Stream}
		switch {
		case m.Shard != "":
			all[i].Dimensions[1] = cloudwatch.Dimension{Name: "ShardId", Value: m.Shard}
		case m.Consumer != "":
			all[i].Dimensions[1] = cloudwatch.Dimension{Name: "ConsumerName", Value: m.Consumer}
		case m.Queue != "": // which is known without its stream
			all[i].Dimensions = [...]cloudwatch.Dimension{{Name: "QueueId", Value: m.QueueID}, {Name: "QueueName", Value: m.Queue}}
		}
	}
	e.cloudwatch.Measure(t.Account, t.Region, t.At, all)
}
