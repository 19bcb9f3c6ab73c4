package kinesis

// DescribeStream
//
// Behaviour: the stream and a page of its shards in the order of their IDs, after
// ExclusiveStartShardId. While CREATING it has none.
//
// Limits: at most and by default 100 shards a page; Limit up to 10,000 is accepted. 10 calls a
// second per account under Strict.
//
// Errors: Validation, InvalidArgument (neither name nor ARN), ResourceNotFound, LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type describeStreamInput struct {
	namedStream
	ExclusiveStartShardId *string
	Limit                 *int64
}

type describeStreamOutput struct{ StreamDescription streamDescription }

type streamDescription struct {
	StreamName, StreamARN, StreamStatus string
	StreamModeDetails                   modeShape
	Shards                              []shardShape
	HasMoreShards                       bool
	RetentionPeriodHours                int
	StreamCreationTimestamp             timestamp
	EnhancedMonitoring                  []monitoringShape
	EncryptionType                      string
	KeyId                               *string `json:",omitempty"`
}

const describedShards = 100 // a page

func (in *describeStreamInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.name("exclusiveStartShardId", in.ExclusiveStartShardId)
	p.between("limit", in.Limit, 1, mostListed)
}

func (c *call) describeStream(in *describeStreamInput) (*describeStreamOutput, *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	shards, more := s.list(c.asOf(), c.ms(), in.ExclusiveStartShardId, shardFilter{}, pageOf(describedShards, in.Limit))
	return &describeStreamOutput{streamDescription{
		StreamName: s.home.name, StreamARN: s.home.arn(), StreamStatus: s.status,
		StreamModeDetails: modeShape{new(s.mode)}, Shards: shards, HasMoreShards: more,
		RetentionPeriodHours: s.hours, StreamCreationTimestamp: timestamp(s.created * 1000),
		EnhancedMonitoring: s.monitoring(), EncryptionType: s.encryption(), KeyId: s.shownKey(),
	}}, nil
}
