package dynamodb

// DeleteResourcePolicy removes the policy of a table.
//
// Behaviour: removing what is not there succeeds, and answers no revision.
// Errors: ResourceNotFoundException; ResourceInUseException while the table is CREATING or DELETING;
// PolicyNotFoundException if the expected revision is not there; ValidationException.
// LimitExceededException (tables on their way) is not emulated.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type deletePolicy struct{ ResourceArn, ExpectedRevisionId string }

func (in *deletePolicy) validate(p *problems) { p.required("resourceArn", in.ResourceArn != "") }

func (c *call) deleteResourcePolicy(in *deletePolicy) ([]byte, *wire.Error) {
	t, unlock, err := c.settled(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := t.mu.policy.expects(in.ExpectedRevisionId, in.ResourceArn); err != nil {
		return nil, err
	}
	if t.mu.policy.document == "" {
		return nothing()
	}
	t.mu.policy = t.mu.policy.next(c, "")
	return marshal(revised{t.mu.policy.id()})
}
