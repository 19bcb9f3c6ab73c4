package dynamodb

// TagResource sets tags of a table. A key that the table has gets the new value.
//
// Limits: 50 tags a table; a key has 1 to 128 characters, a value up to 256; keys that begin with aws:
// are reserved.
// Errors: ResourceNotFoundException; ResourceInUseException while the table is CREATING or DELETING;
// ValidationException. LimitExceededException is for two calls at once, which do not meet here.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type tagResource struct {
	ResourceArn string
	Tags        []tagShape
}

func (in *tagResource) validate(p *problems) {
	p.required("resourceArn", in.ResourceArn != "")
	p.required("tags", in.Tags != nil)
}

func (c *call) tagResource(in *tagResource) ([]byte, *wire.Error) {
	t, unlock, err := c.resource(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if len(in.Tags) == 0 {
		return nil, refuse("Atleast one Tag needs to be provided as Input.")
	}
	if err := t.present(); err != nil {
		return nil, err
	}
	tags, err := tagsOf(t.mu.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	t.mu.tags = tags
	return nothing()
}
