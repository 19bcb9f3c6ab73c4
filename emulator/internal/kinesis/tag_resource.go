package kinesis

// TagResource
//
// Behaviour: as AddTagsToStream, for what an ARN names: a stream, a consumer or a channel.
//
// Limits: as AddTagsToStream has them.
//
// Errors: Validation, InvalidArgument, ResourceNotFound, ResourceInUse, LimitExceeded, as there.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type tagResourceInput struct {
	taggedResource
	Tags map[string]string
}

func (in *tagResourceInput) validate(p *problems) {
	in.taggedResource.validate(p)
	p.required("tags", in.Tags != nil)
	p.tags(in.Tags)
}

func (c *call) tagResource(in *tagResourceInput) (*empty, *wire.Error) {
	r, unlock, err := c.settled(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &empty{}, r.tag(in.Tags)
}
