package kinesis

// DescribeStreamConsumer
//
// Behaviour: the consumer, with its stream's ARN.
//
// Limits: 20 calls a second per stream under Strict.
//
// Errors: Validation, InvalidArgument (neither ARN nor names; names that contradict the ARN),
// ResourceNotFound, LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type describeStreamConsumerOutput struct{ ConsumerDescription consumerDescription }

type consumerDescription struct {
	ConsumerName, ConsumerARN, ConsumerStatus string
	ConsumerCreationTimestamp                 timestamp
	StreamARN                                 string
}

func (c *call) describeStreamConsumer(in *namedConsumer) (*describeStreamConsumerOutput, *wire.Error) {
	s, k, unlock, err := c.consumer(*in)
	if err != nil {
		return nil, err
	}
	defer unlock()
	shown := k.shape(s.home)
	return &describeStreamConsumerOutput{consumerDescription{shown.ConsumerName, shown.ConsumerARN,
		shown.ConsumerStatus, shown.ConsumerCreationTimestamp, s.home.arn()}}, nil
}
