package dynamodb

// DescribeContinuousBackups tells whether point-in-time recovery of a table is on.
//
// Errors: TableNotFoundException; ValidationException.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) describeContinuousBackups(in *named) ([]byte, *wire.Error) {
	t, err := c.backedUp(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return marshal(backups(t.mu.recovery))
}
