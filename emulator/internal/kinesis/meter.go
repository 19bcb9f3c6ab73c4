package kinesis

// What the service measures of its own traffic, for the metrics that CloudWatch shows of it.

import "time"

// A Measure is one value of a metric in the namespace AWS/Kinesis.
type Measure struct {
	Account, Region         string
	Metric, Unit            string // "GetRecords.Bytes", "Bytes"
	Stream, Shard, Consumer string // its dimensions; "" is none
	Value                   float64
	At                      time.Time
}
