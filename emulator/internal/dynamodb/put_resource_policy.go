package dynamodb

// PutResourcePolicy sets the policy of a table.
//
// Behaviour: the document is kept as it is and applied to nothing. The policy that is there already gets
// no new revision.
// Limits: 20 KB.
// Errors: ResourceNotFoundException; ResourceInUseException while the table is CREATING or DELETING;
// PolicyNotFoundException if the expected revision is not there; ValidationException.
// LimitExceededException (tables on their way) is not emulated.

import (
	"encoding/json"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type putPolicy struct {
	ResourceArn        string
	Policy             string
	ExpectedRevisionId string
}

func (in *putPolicy) validate(p *problems) {
	p.required("resourceArn", in.ResourceArn != "")
	p.required("policy", in.Policy != "")
}

func (c *call) putResourcePolicy(in *putPolicy) ([]byte, *wire.Error) {
	if len(in.Policy) > policyBytes {
		return nil, refuse("One or more parameter values were invalid: Maximum policy size of %d bytes exceeded", policyBytes)
	}
	if !json.Valid([]byte(in.Policy)) {
		return nil, refuse("One or more parameter values were invalid: Invalid policy document: This policy contains invalid Json")
	}
	t, unlock, err := c.settled(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := t.mu.policy.expects(in.ExpectedRevisionId, in.ResourceArn); err != nil {
		return nil, err
	}
	if t.mu.policy.document != in.Policy {
		t.mu.policy = t.mu.policy.next(c, in.Policy)
	}
	return marshal(revised{t.mu.policy.id()})
}
