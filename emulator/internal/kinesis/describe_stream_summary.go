package kinesis

// DescribeStreamSummary
//
// Behaviour: the stream without its shards, but with the number of those that are open; of an
// on-demand stream also how it distributes records and, if the account has made a commitment, its
// warm throughput. It never sends StreamId: a client that sends one back makes its SDK bypass a custom
// endpoint.
//
// Limits: 20 calls a second per account under Strict.
//
// Errors: Validation, InvalidArgument (neither name nor ARN), ResourceNotFound, LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type describeStreamSummaryOutput struct{ StreamDescriptionSummary streamDescriptionSummary }

type streamDescriptionSummary struct {
	StreamName, StreamARN, StreamStatus string
	StreamModeDetails                   modeShape
	OpenShardCount, ConsumerCount       int
	ChannelCount, QueueCount            int
	RetentionPeriodHours                int
	StreamCreationTimestamp             timestamp
	EnhancedMonitoring                  []monitoringShape
	EncryptionType                      string
	KeyId                               *string `json:",omitempty"`
	MaxRecordSizeInKiB                  int
	RecordDistributionStrategy          *string              `json:",omitempty"` // of an on-demand stream
	WarmThroughput                      *warmThroughputShape `json:",omitempty"` // under a commitment
}

func (c *call) describeStreamSummary(in *namedStream) (*describeStreamSummaryOutput, *wire.Error) {
	advantage := c.commitment().on
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	out := &describeStreamSummaryOutput{streamDescriptionSummary{
		StreamName: s.home.name, StreamARN: s.home.arn(), StreamStatus: s.status,
		StreamModeDetails: modeShape{new(s.mode)}, OpenShardCount: s.openAsOf(c.asOf()),
		RetentionPeriodHours: s.hours, StreamCreationTimestamp: timestamp(s.created * 1000),
		EnhancedMonitoring: s.monitoring(), EncryptionType: s.encryption(), KeyId: s.shownKey(),
		MaxRecordSizeInKiB: s.maxRecord >> 10, ChannelCount: len(s.channels), ConsumerCount: len(s.consumers),
		QueueCount: len(s.queues),
	}}
	out.StreamDescriptionSummary.capacity(s, advantage)
	return out, nil
}

// capacity shows what only on-demand streams have, and of it what the account's commitment unlocks.
func (d *streamDescriptionSummary) capacity(s *stream, advantage bool) {
	if s.mode != onDemand {
		return
	}
	d.RecordDistributionStrategy = new(s.strategy)
	if advantage {
		d.WarmThroughput = s.warmth()
	}
}

// openAsOf is how many shards were open at an instant.
func (s *stream) openAsOf(t int64) (n int) {
	for _, sh := range s.shards[s.listed:] {
		if sh.opened <= t && !sh.closedBy(t) {
			n++
		}
	}
	return n
}
