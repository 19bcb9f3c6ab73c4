package kinesis

// Tags of a channel: given at its creation, and by the operations on ARNs. A resource policy is for
// streams and their consumers only, so a channel's view has none.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (ch *channel) tagged(h home) tagged {
	status, _ := ch.state()
	return tagged{label: "channel " + ch.name, account: h.account, status: status, tags: &ch.tags}
}

// taggedChannel is call.tagged for the ARN of a channel.
func (c *call) taggedChannel(arn string) (tagged, func(), *wire.Error) {
	ch, s, unlock, err := c.channel(arn)
	if err != nil {
		return tagged{}, nil, err
	}
	return ch.tagged(s.home), unlock, nil
}

// taggedResource is how requests name what has tags: also a channel, unlike a namedResource.
type taggedResource struct{ ResourceARN *string }

func (in *taggedResource) validate(p *problems) {
	if in.ResourceARN == nil || !isChannelARN(*in.ResourceARN) {
		(*namedResource)(in).validate(p)
	}
}
