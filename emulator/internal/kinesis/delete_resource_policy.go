package kinesis

// DeleteResourcePolicy
//
// Behaviour: the stream or consumer that an ARN names has no policy any more.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound (also: it has no policy), ResourceInUse (CREATING or
// DELETING), LimitExceeded. InvalidArgument is declared for it, but a request has nothing that
// Validation does not catch.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) deleteResourcePolicy(in *namedResource) (*empty, *wire.Error) {
	r, unlock, err := c.settled(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if *r.policy == "" {
		return nil, wire.Errorf(resourceNotFound, "No resource policy found for resource ARN %s.", *in.ResourceARN)
	}
	*r.policy = ""
	return &empty{}, nil
}
