package kinesis

// ListTagsForStream
//
// Behaviour: the stream's tags in the order of their keys, after ExclusiveStartTagKey, and whether
// more follow. The key need not be one of the stream's.
//
// Limits: Limit is 1 to 50; without it all are listed. 5 calls a second per account under Strict.
//
// Errors: Validation, InvalidArgument (neither name nor ARN), ResourceNotFound, LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type listTagsForStreamInput struct {
	namedStream
	ExclusiveStartTagKey *string
	Limit                *int64
}

type listTagsForStreamOutput struct {
	Tags        []tagShape
	HasMoreTags bool
}

func (in *listTagsForStreamInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.length("exclusiveStartTagKey", in.ExclusiveStartTagKey, 1, tagKeyRunes)
	p.between("limit", in.Limit, 1, mostTags)
}

func (c *call) listTagsForStream(in *listTagsForStreamInput) (*listTagsForStreamOutput, *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	tags := shownTags(s.tags)
	for in.ExclusiveStartTagKey != nil && len(tags) > 0 && tags[0].Key <= *in.ExclusiveStartTagKey {
		tags = tags[1:]
	}
	if in.Limit == nil || int(*in.Limit) >= len(tags) {
		return &listTagsForStreamOutput{Tags: tags}, nil
	}
	return &listTagsForStreamOutput{tags[:*in.Limit], true}, nil
}
