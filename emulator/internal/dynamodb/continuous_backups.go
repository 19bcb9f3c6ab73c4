package dynamodb

// What the two operations on continuous backups share. Nothing is kept to recover from. A missing
// table is an exception of their own: TableNotFoundException.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) backedUp(name string) (*table, *wire.Error) {
	h := c.home(name)
	if t := c.service.table(h, c.Now); t != nil {
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
