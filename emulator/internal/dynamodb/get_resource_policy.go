package dynamodb

// GetResourcePolicy answers the policy of a table.
//
// Errors: ResourceNotFoundException; PolicyNotFoundException if it has none; ValidationException.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type getPolicy struct{ ResourceArn string }

func (in *getPolicy) validate(p *problems) { p.required("resourceArn", in.ResourceArn != "") }

func (c *call) getResourcePolicy(in *getPolicy) ([]byte, *wire.Error) {
	t, unlock, err := c.resource(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if t.mu.policy.document == "" {
		return nil, wire.Errorf(policyNotFound, "Resource-based policy not found for the provided ResourceArn: %s", in.ResourceArn)
	}
	return marshal(struct{ Policy, RevisionId string }{t.mu.policy.document, t.mu.policy.id()})
}
