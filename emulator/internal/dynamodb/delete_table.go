package dynamodb

// DeleteTable removes a table and all its items.
//
// Behaviour: the table is DELETING for Service.Deleting; then its name is free. Its items are out of
// reach at once, where the service may still serve them for a while.
// Errors: ResourceNotFoundException, which names the table here; ResourceInUseException while the
// table or an index is on its way; ValidationException while deletion protection is on.
// LimitExceededException (500 tables on their way) is not emulated.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) deleteTable(in *named) ([]byte, *wire.Error) {
	t, err := c.named(in.TableName)
	if err != nil {
		return nil, err
	}
	last, err := t.delete(c)
	if err != nil {
		return nil, err
	}
	c.service.table(t.home, c.Now) // takes it away if it is gone already
	return marshal(struct{ TableDescription description }{last})
}

// delete begins the end of a table, and answers what it is then.
func (t *table) delete(c *call) (description, *wire.Error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.idle(); err != nil {
		return description{}, err
	}
	if t.indexing() {
		return description{}, inUse("Cannot delete table while indexes are being created, updated, or deleted.")
	}
	if t.mu.protected {
		return description{}, refuse("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
	}
	t.mu.status = stateDeleting
	last := t.described(c.Now)
	t.after(c.service.Deleting, c.Now, func() { t.mu.gone = true })
	return last, nil
}
