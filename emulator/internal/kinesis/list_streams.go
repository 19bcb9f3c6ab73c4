package kinesis

// ListStreams
//
// Behaviour: the streams of the account and region by name, after ExclusiveStartStreamName or where
// NextToken left off.
//
// Limits: at most and by default 100 a page; Limit up to 10,000 is accepted. 5 calls a second per
// account under Strict. A token is good for 5 minutes.
//
// Errors: Validation, InvalidArgument (a damaged token, or a token and a start), ExpiredNextToken,
// LimitExceeded.

import (
	"cmp"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type listStreamsInput struct {
	ExclusiveStartStreamName, NextToken *string
	Limit                               *int64
}

type listStreamsOutput struct {
	StreamNames     []string
	StreamSummaries []streamSummary
	HasMoreStreams  bool
	NextToken       *string `json:",omitempty"`
}

type streamSummary struct {
	StreamName, StreamARN, StreamStatus string
	StreamModeDetails                   modeShape
	StreamCreationTimestamp             timestamp
}

const listedStreams = 100 // a page

func (in *listStreamsInput) validate(p *problems) {
	p.name("exclusiveStartStreamName", in.ExclusiveStartStreamName)
	p.token(in.NextToken)
	p.between("limit", in.Limit, 1, mostListed)
}

func (c *call) listStreams(in *listStreamsInput) (*listStreamsOutput, *wire.Error) {
	after, err := c.listStreamsStart(in)
	if err != nil {
		return nil, err
	}
	limit := pageOf(listedStreams, in.Limit)
	found := slices.DeleteFunc(c.summaries(), func(s streamSummary) bool { return s.StreamName <= after })
	out := &listStreamsOutput{StreamNames: []string{}, HasMoreStreams: len(found) > limit}
	out.StreamSummaries = found[:min(limit, len(found))]
	for _, s := range out.StreamSummaries {
		out.StreamNames = append(out.StreamNames, s.StreamName)
	}
	if out.HasMoreStreams {
		out.NextToken = new(c.tokenOf(listStreamsToken, out.StreamNames[limit-1]))
	}
	return out, nil
}

// listStreamsStart is the name after which the page begins.
func (c *call) listStreamsStart(in *listStreamsInput) (string, *wire.Error) {
	switch {
	case in.NextToken != nil && in.ExclusiveStartStreamName != nil:
		return "", wire.Errorf(invalidArgument, "NextToken and ExclusiveStartStreamName cannot be provided together.")
	case in.ExclusiveStartStreamName != nil:
		return *in.ExclusiveStartStreamName, nil
	}
	return c.nameOf(listStreamsToken, in.NextToken)
}

// summaries is every stream of the account and region, by name.
func (c *call) summaries() []streamSummary {
	found := []streamSummary{}
	for s := range c.streams() {
		found = append(found, streamSummary{s.home.name, s.home.arn(), s.status, modeShape{new(s.mode)}, timestamp(s.created * 1000)})
	}
	slices.SortFunc(found, func(a, b streamSummary) int { return cmp.Compare(a.StreamName, b.StreamName) })
	return found
}
