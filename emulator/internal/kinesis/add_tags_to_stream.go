package kinesis

// AddTagsToStream
//
// Behaviour: tags are added to the stream; a key that it has gets the new value. Tags go with the
// stream. TagResource does the same by ARN.
//
// Limits: 50 tags a stream; keys of 1 to 128 characters, values of at most 256, of letters, digits,
// blanks and _ . / = + - @ : only; no key that begins with aws:. 5 calls a second per account under
// Strict.
//
// Errors: Validation, InvalidArgument (characters, the reserved prefix, too many), ResourceNotFound,
// ResourceInUse (CREATING or DELETING), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type addTagsToStreamInput struct {
	namedStream
	Tags map[string]string
}

func (in *addTagsToStreamInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("tags", in.Tags != nil)
	p.tags(in.Tags)
}

func (c *call) addTagsToStream(in *addTagsToStreamInput) (*empty, *wire.Error) {
	r, unlock, err := c.settledStream(in.namedStream)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &empty{}, r.tag(in.Tags)
}
