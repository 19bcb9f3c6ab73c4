package kinesis

// RemoveTagsFromStream
//
// Behaviour: the tags with the given keys are gone. A key that the stream does not have is no
// mistake. UntagResource does the same by ARN.
//
// Limits: 1 to 50 keys of 1 to 128 characters. 5 calls a second per account under Strict.
//
// Errors: Validation, InvalidArgument (characters), ResourceNotFound, ResourceInUse (CREATING or
// DELETING), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type removeTagsFromStreamInput struct {
	namedStream
	TagKeys []string
}

func (in *removeTagsFromStreamInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.tagKeys(in.TagKeys)
}

func (c *call) removeTagsFromStream(in *removeTagsFromStreamInput) (*empty, *wire.Error) {
	r, unlock, err := c.settledStream(in.namedStream)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &empty{}, r.untag(in.TagKeys)
}
