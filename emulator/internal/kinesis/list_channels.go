package kinesis

// ListChannels
//
// Behaviour: the channels of the account and region by name, of the streams in the filter if there
// is one. A filter with a creation time is for that incarnation of the stream. A token goes with the
// filter of the call that gave it, which is sent again.
//
// Limits: at most and by default 100 a page. 5 calls a second per account under Strict. A token is
// good for 5 minutes.
//
// Errors: Validation, InvalidArgument (a damaged token), ExpiredNextToken, LimitExceeded.

import (
	"cmp"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type streamFilterShape struct {
	StreamARN               *string
	StreamCreationTimestamp *timestamp
}

type listChannelsInput struct {
	MaxResults   *int64
	NextToken    *string
	StreamFilter []streamFilterShape
}

type listChannelsOutput struct {
	ChannelSummaries []channelSummary
	NextToken        *string `json:",omitempty"`
}

type channelSummary struct {
	ChannelName, ChannelARN, ChannelId, ChannelStatus, ChannelDestinationType string
	ChannelStatusReason                                                       *string `json:",omitempty"`
	ChannelCreationTimestamp                                                  timestamp
	Streams                                                                   []streamIdentifierShape
}

type streamIdentifierShape struct {
	StreamARN               string
	StreamCreationTimestamp timestamp
}

const listedChannels = 100 // a page

func (in *listChannelsInput) validate(p *problems) {
	p.between("maxResults", in.MaxResults, 1, mostListed)
	p.token(in.NextToken)
	if in.StreamFilter != nil {
		p.list("streamFilter", true, len(in.StreamFilter), mostListed)
	}
	for i, f := range in.StreamFilter {
		p.arn(memberAt("streamFilter", i)+"streamARN", f.StreamARN, `arn:aws.*:kinesis:.*:\d{12}:stream/\S+`, isStreamARN)
	}
}

func (c *call) listChannels(in *listChannelsInput) (*listChannelsOutput, *wire.Error) {
	after, err := c.nameOf(listChannelsToken, in.NextToken)
	if err != nil {
		return nil, err
	}
	found := []channelSummary{}
	c.channels(func(ch *channel, s *stream) {
		if ch.name > after && in.shows(s) {
			found = append(found, ch.summary(s))
		}
	})
	slices.SortFunc(found, func(a, b channelSummary) int { return cmp.Compare(a.ChannelName, b.ChannelName) })
	limit := pageOf(listedChannels, in.MaxResults)
	if len(found) <= limit {
		return &listChannelsOutput{ChannelSummaries: found}, nil
	}
	return &listChannelsOutput{found[:limit], new(c.tokenOf(listChannelsToken, found[limit-1].ChannelName))}, nil
}

// shows: is the stream in the filter?
func (in *listChannelsInput) shows(s *stream) bool {
	return len(in.StreamFilter) == 0 || slices.ContainsFunc(in.StreamFilter, func(f streamFilterShape) bool {
		return *f.StreamARN == s.home.arn() && (f.StreamCreationTimestamp == nil || int64(*f.StreamCreationTimestamp)/1000 == s.created)
	})
}

func (ch *channel) summary(s *stream) channelSummary {
	status, reason := ch.state()
	return channelSummary{
		ChannelName: ch.name, ChannelARN: channelARN(s.home, ch.id), ChannelId: ch.id, ChannelStatus: status,
		ChannelDestinationType: ch.destination(), ChannelStatusReason: reason, ChannelCreationTimestamp: timestamp(ch.created),
		Streams: []streamIdentifierShape{{s.home.arn(), timestamp(s.created * 1000)}},
	}
}
