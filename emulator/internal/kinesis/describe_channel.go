package kinesis

// DescribeChannel
//
// Behaviour: the channel with its configuration, its defaults filled in, and its state. A channel
// whose last attempt to deliver failed is FAILED and says why, until an attempt succeeds.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound, LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// namedChannel is how requests name their channel.
type namedChannel struct{ ChannelARN *string }

func (in *namedChannel) validate(p *problems) {
	p.arn("channelARN", in.ChannelARN, arnChannel, isChannelARN)
}

func (c *call) describeChannel(in *namedChannel) (*channelOutput, *wire.Error) {
	ch, s, unlock, err := c.channel(*in.ChannelARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &channelOutput{ch.describe(s)}, nil
}
