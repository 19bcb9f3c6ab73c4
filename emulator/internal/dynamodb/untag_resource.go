package dynamodb

// UntagResource removes tags of a table. One that the table does not have is no mistake.
//
// Errors: ResourceNotFoundException; ResourceInUseException while the table is CREATING or DELETING;
// ValidationException. LimitExceededException is for two calls at once, which do not meet here.

import (
	"maps"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type untagResource struct {
	ResourceArn string
	TagKeys     []string
}

func (in *untagResource) validate(p *problems) {
	p.required("resourceArn", in.ResourceArn != "")
	p.required("tagKeys", in.TagKeys != nil)
}

func (c *call) untagResource(in *untagResource) ([]byte, *wire.Error) {
	t, unlock, err := c.resource(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if len(in.TagKeys) == 0 {
		return nil, refuse("Atleast one Tag Key needs to be provided as Input.")
	}
	if err := t.present(); err != nil {
		return nil, err
	}
	tags := maps.Clone(t.mu.tags)
	for _, key := range in.TagKeys {
		delete(tags, key)
	}
	t.mu.tags = tags
	return nothing()
}
