package dynamodb

// UpdateContinuousBackups switches point-in-time recovery of a table on or off.
//
// Behaviour: it is off at first, and can be switched as soon as the table is there.
// Errors: TableNotFoundException; ValidationException.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateBackups struct {
	TableName                        string
	PointInTimeRecoverySpecification *struct{ PointInTimeRecoveryEnabled *bool }
}

func (in *updateBackups) validate(p *problems) {
	p.table(in.TableName)
	spec := in.PointInTimeRecoverySpecification
	p.required("pointInTimeRecoverySpecification", spec != nil)
	if spec != nil {
		p.required("pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled", spec.PointInTimeRecoveryEnabled != nil)
	}
}

func (c *call) updateContinuousBackups(in *updateBackups) ([]byte, *wire.Error) {
	t, err := c.backedUp(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mu.recovery = *in.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
	return marshal(backups(t.mu.recovery))
}
