package dynamodb

// UpdateContinuousBackups and DescribeContinuousBackups switch point-in-time recovery and tell of it.
//
// Behavior: it is off at first. Nothing is kept to recover from, so the restorable span is empty.
// Errors: TableNotFoundException, which these two operations have of their own;
// ValidationException.

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

func (c *call) describeContinuousBackups(in *named) ([]byte, *wire.Error) {
	t, err := c.backedUp(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return marshal(backups(t.mu.recovery))
}

func (c *call) backedUp(name string) (*table, *wire.Error) {
	h := c.home(name)
	if t := c.service.table(h); t != nil {
		return t, nil
	}
	return nil, wire.Errorf("TableNotFoundException", "Table not found: %s", h.name)
}

// backups is the document of both answers.
func backups(recovery bool) any {
	type status struct{ PointInTimeRecoveryStatus string }
	type description struct {
		ContinuousBackupsStatus        string
		PointInTimeRecoveryDescription status
	}
	is := "DISABLED"
	if recovery {
		is = "ENABLED"
	}
	return struct{ ContinuousBackupsDescription description }{description{"ENABLED", status{is}}}
}
