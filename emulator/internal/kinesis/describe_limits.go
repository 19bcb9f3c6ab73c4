package kinesis

// DescribeLimits
//
// Behaviour: what the account has in the region, and may have: open shards, on-demand streams,
// channels. The limits are told whether or not they are kept.
//
// Limits: 1 call a second per account under Strict.
//
// Errors: LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const mostChannels = 50 // of an account, told and not enforced

type describeLimitsInput struct{}

func (*describeLimitsInput) validate(*problems) {}

type describeLimitsOutput struct {
	ShardLimit, OpenShardCount                    int
	OnDemandStreamCount, OnDemandStreamCountLimit int
	ChannelCount, ChannelCountLimit               int
}

func (c *call) describeLimits(*describeLimitsInput) (*describeLimitsOutput, *wire.Error) {
	n := c.census()
	return &describeLimitsOutput{
		ShardLimit: shardQuota(c.Region), OpenShardCount: n.shards,
		OnDemandStreamCount: n.onDemand, OnDemandStreamCountLimit: mostOnDemand,
		ChannelCount: c.channelCount(), ChannelCountLimit: mostChannels,
	}, nil
}
