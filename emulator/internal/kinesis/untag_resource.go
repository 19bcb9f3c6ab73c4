package kinesis

// UntagResource
//
// Behaviour: as RemoveTagsFromStream, for what an ARN names: a stream, a consumer or a channel.
//
// Limits: as RemoveTagsFromStream has them.
//
// Errors: Validation, InvalidArgument, ResourceNotFound, ResourceInUse, LimitExceeded, as there.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type untagResourceInput struct {
	taggedResource
	TagKeys []string
}

func (in *untagResourceInput) validate(p *problems) {
	in.taggedResource.validate(p)
	p.tagKeys(in.TagKeys)
}

func (c *call) untagResource(in *untagResourceInput) (*empty, *wire.Error) {
	r, unlock, err := c.settled(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &empty{}, r.untag(in.TagKeys)
}
