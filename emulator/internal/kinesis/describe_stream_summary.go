package kinesis

// DescribeStreamSummary
//
// Behaviour: the stream without its shards, but with the number of those that are open. It never
// sends StreamId: a client that sends one back makes its SDK bypass a custom endpoint.
//
// Limits: 20 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound, LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type describeStreamSummaryOutput struct{ StreamDescriptionSummary streamDescriptionSummary }

type streamDescriptionSummary struct {
	StreamName, StreamARN, StreamStatus string
	StreamModeDetails                   modeShape
	OpenShardCount, ConsumerCount       int
	RetentionPeriodHours                int
	StreamCreationTimestamp             timestamp
	EnhancedMonitoring                  []monitoringShape
	EncryptionType                      string
	MaxRecordSizeInKiB                  int
}

func (c *call) describeStreamSummary(in *namedStream) (*describeStreamSummaryOutput, *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &describeStreamSummaryOutput{streamDescriptionSummary{
		StreamName: s.home.name, StreamARN: s.home.arn(), StreamStatus: s.status,
		StreamModeDetails: modeShape{&s.mode}, OpenShardCount: s.openAsOf(c.asOf()),
		RetentionPeriodHours: s.hours, StreamCreationTimestamp: timestamp(s.created * 1000),
		EnhancedMonitoring: []monitoringShape{{[]string{}}}, EncryptionType: unencrypted,
		MaxRecordSizeInKiB: s.maxRecord >> 10,
	}}, nil
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
