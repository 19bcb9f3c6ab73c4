package kinesis

// GetResourcePolicy
//
// Behaviour: the policy of the stream or consumer that an ARN names, as it was put; {} if it has
// none.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation, ResourceNotFound, LimitExceeded. InvalidArgument and ResourceInUse are declared
// for it, but a request has nothing that Validation does not catch, and a policy can be read in any
// state.

import (
	"cmp"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type getResourcePolicyOutput struct{ Policy string }

func (c *call) getResourcePolicy(in *namedResource) (*getResourcePolicyOutput, *wire.Error) {
	r, unlock, err := c.tagged(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return &getResourcePolicyOutput{cmp.Or(*r.policy, noPolicy)}, nil
}
