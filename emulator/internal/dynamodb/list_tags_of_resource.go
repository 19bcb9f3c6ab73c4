package dynamodb

// ListTagsOfResource lists the tags of a table by key.
//
// Behaviour: a table that is CREATING is not known yet. A table's tags fit on one page, unless the
// request is told to make smaller ones (wire.Request.PageItems).
// Errors: ResourceNotFoundException; ValidationException.

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type listTags struct {
	ResourceArn string
	NextToken   string
}

func (in *listTags) validate(p *problems) { p.required("resourceArn", in.ResourceArn != "") }

func (c *call) listTagsOfResource(in *listTags) ([]byte, *wire.Error) {
	t, unlock, err := c.resource(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if t.mu.status == stateCreating {
		return nil, noResource(in.ResourceArn)
	}
	tags := shownTags(t.mu.tags)
	if in.NextToken != "" {
		last, err := base64.StdEncoding.DecodeString(in.NextToken)
		if err != nil {
			return nil, refuse("Invalid NextToken")
		}
		tags = slices.DeleteFunc(tags, func(tag tagShape) bool { return strings.Compare(tag.Key, string(last)) <= 0 })
	}
	var out struct {
		Tags      []tagShape
		NextToken string `json:",omitempty"`
	}
	out.Tags = tags
	if n := c.limit(nil); n > 0 && n < len(tags) {
		out.Tags, out.NextToken = tags[:n], base64.StdEncoding.EncodeToString([]byte(tags[n-1].Key))
	}
	return marshal(out)
}
