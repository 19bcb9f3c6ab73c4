package kinesis

// ListTagsForResource
//
// Behaviour: all tags of what an ARN names, in the order of their keys. It does not page: there are
// 50 at most.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound, LimitExceeded. InvalidArgument and ResourceInUse are declared
// for it, but a request has nothing that Validation does not catch, and tags can be read in any state.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type listTagsForResourceOutput struct{ Tags []tagShape }

func (c *call) listTagsForResource(in *taggedResource) (*listTagsForResourceOutput, *wire.Error) {
	r, unlock, err := c.tagged(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &listTagsForResourceOutput{shownTags(*r.tags)}, nil
}
