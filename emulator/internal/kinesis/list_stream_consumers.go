package kinesis

// ListStreamConsumers
//
// Behaviour: the consumers of a stream by name, in whichever state they are. NextToken carries
// stream and place. StreamCreationTimestamp asks for one incarnation of the stream.
//
// Limits: by default 100 a page, MaxResults up to 10,000. 5 calls a second per stream under Strict.
// A token is good for 5 minutes.
//
// Errors: Validation, InvalidArgument (NextToken with StreamCreationTimestamp or the ARN of another
// stream; a damaged token), ExpiredNextToken, ResourceNotFound, ResourceInUse (the stream is CREATING
// or DELETING), LimitExceeded.

import (
	"cmp"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type listStreamConsumersInput struct {
	StreamARN, NextToken    *string
	MaxResults              *int64
	StreamCreationTimestamp *timestamp
}

type listStreamConsumersOutput struct {
	Consumers []consumerShape
	NextToken *string `json:",omitempty"`
}

const listedConsumers = 100 // a page, unless the request says otherwise

func (in *listStreamConsumersInput) validate(p *problems) {
	p.required("streamARN", in.StreamARN != nil)
	p.stream(nil, in.StreamARN)
	p.token(in.NextToken)
	p.between("maxResults", in.MaxResults, 1, mostListed)
}

func (c *call) listStreamConsumers(in *listStreamConsumersInput) (*listStreamConsumersOutput, *wire.Error) {
	from, err := c.consumerCursor(in)
	if err != nil {
		return nil, err
	}
	s, unlock, err := c.stream(nil, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	switch {
	case from.created != 0 && from.created != s.created:
		return nil, c.noStream(s.home)
	case !s.serving():
		return nil, s.mustBeActive()
	}
	page := s.consumersAfter(from.after)
	limit := listedConsumers
	if in.MaxResults != nil {
		limit = int(*in.MaxResults)
	}
	if len(page) <= limit {
		return &listStreamConsumersOutput{Consumers: page}, nil
	}
	next := consumerCursor{s.home, s.created, page[limit-1].ConsumerName, c.ms()}
	return &listStreamConsumersOutput{page[:limit], new(next.token())}, nil
}

// consumersAfter is the consumers with later names.
func (s *stream) consumersAfter(name string) []consumerShape {
	shown := make([]consumerShape, 0, len(s.consumers))
	for _, k := range s.consumers {
		if k.name > name {
			shown = append(shown, k.shape(s.home))
		}
	}
	slices.SortFunc(shown, func(a, b consumerShape) int { return cmp.Compare(a.ConsumerName, b.ConsumerName) })
	return shown
}

// A consumerCursor is where a listing goes on.
type consumerCursor struct {
	home    home
	created int64  // creation second of the stream, 0 if any will do
	after   string // consumer's name, "": from the first
	made    int64  // milliseconds
}

func (k consumerCursor) token() string {
	return seal(listConsumersToken, new(tokenWriter).home(k.home).int(k.created).text(k.after).int(k.made))
}

// consumerCursor is where this page begins: at a token, or where the request says.
func (c *call) consumerCursor(in *listStreamConsumersInput) (consumerCursor, *wire.Error) {
	switch {
	case in.NextToken == nil && in.StreamCreationTimestamp == nil:
		return consumerCursor{}, nil
	case in.NextToken == nil:
		return consumerCursor{created: int64(*in.StreamCreationTimestamp) / 1000}, nil
	case in.StreamCreationTimestamp != nil:
		return consumerCursor{}, wire.Errorf(invalidArgument, "NextToken and StreamCreationTimestamp cannot be provided together.")
	}
	r, ok := open(listConsumersToken, *in.NextToken)
	if !ok {
		return consumerCursor{}, invalidToken()
	}
	k := consumerCursor{home: r.home(), created: r.int(), after: r.text(), made: r.int()}
	if !r.done() || *in.StreamARN != k.home.arn() {
		return consumerCursor{}, invalidToken()
	}
	return k, freshToken(k.made, c.Now)
}
