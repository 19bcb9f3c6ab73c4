package dynamodb

// DeleteTable removes a table and all its items.
//
// Behavior: the answer says DELETING, as the service's does; the name is free at once.
// Errors: ResourceNotFoundException, which names the table here; ValidationException while deletion
// protection is on.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) deleteTable(in *named) ([]byte, *wire.Error) {
	h := c.home(in.TableName)
	t := c.service.table(h)
	if t == nil {
		return nil, noTableNamed(h.name)
	}
	last := t.describe("DELETING")
	if last.DeletionProtectionEnabled {
		return nil, refuse("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
	}
	if !c.service.remove(t) {
		return nil, noTableNamed(h.name)
	}
	return marshal(struct{ TableDescription description }{last})
}
