package kinesis

// DeleteChannel
//
// Behaviour: the channel is DELETING for Service.Deleting, then it is gone. It delivers nothing from
// the start of it: what was buffered stays in the stream only. It may be deleted in every state; a
// second call while it is DELETING has no effect.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound, LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) deleteChannel(in *namedChannel) (*empty, *wire.Error) {
	ch, s, unlock, err := c.channel(*in.ChannelARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if ch.status == deleting {
		return &empty{}, nil
	}
	ch.become(deleting, c.ms(), c.service.Deleting, func(int64) { ch.deleted = true })
	s.settleChannels(c.ms())
	return &empty{}, nil
}
