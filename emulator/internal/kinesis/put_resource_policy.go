package kinesis

// PutResourcePolicy
//
// Behaviour: the stream or consumer that an ARN names has the policy from now on, in place of the
// one that it had. Access is not checked against it.
//
// Limits: a policy of at most 20 KiB. 5 calls a second per account under Strict.
//
// Errors: Validation, InvalidArgument (no JSON object with a Statement, too long), ResourceNotFound,
// ResourceInUse (CREATING or DELETING), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type putResourcePolicyInput struct {
	namedResource
	Policy *string
}

func (in *putResourcePolicyInput) validate(p *problems) {
	in.namedResource.validate(p)
	p.required("policy", in.Policy != nil)
}

func (c *call) putResourcePolicy(in *putResourcePolicyInput) (*empty, *wire.Error) {
	r, unlock, err := c.settled(*in.ResourceARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	switch {
	case len(*in.Policy) > mostPolicy:
		return nil, wire.Errorf(invalidArgument, "The policy has %d bytes, more than the %d that a resource takes.", len(*in.Policy), mostPolicy)
	case !isPolicy(*in.Policy):
		return nil, wire.Errorf(invalidArgument, "The policy for %s is not a valid JSON policy document.", *in.ResourceARN)
	}
	*r.policy = *in.Policy
	return &empty{}, nil
}
