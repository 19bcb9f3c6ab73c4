package dynamodb

// The states of tables and indexes: how long they take, and what happens at their end. Nothing runs
// in the background: what was due by the instant of a request happens when the request looks at the
// table.

import (
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// States, in the service's words.
const (
	stateCreating = "CREATING"
	stateActive   = "ACTIVE"
	stateUpdating = "UPDATING"
	stateDeleting = "DELETING"
)

// A turn is the end of a state.
type turn struct {
	at   time.Time
	take func() // with the table's lock held
}

// after lets something happen once a while has passed, at once if it is no time. The lock is held.
func (t *table) after(while time.Duration, now time.Time, take func()) {
	if while <= 0 {
		take()
		return
	}
	t.mu.turns = append(t.mu.turns, turn{now.Add(while), take})
	slices.SortStableFunc(t.mu.turns, func(a, b turn) int { return a.at.Compare(b.at) })
}

// become is a state of the table for a while, then it is ACTIVE. The lock is held.
func (t *table) become(status string, while time.Duration, now time.Time, take func()) {
	t.mu.status = status
	t.after(while, now, func() {
		t.mu.status = stateActive
		take()
	})
}

// settle lets happen what was due by now, and tells whether the table is gone.
func (t *table) settle(now time.Time) (gone bool) {
	if !t.restless(now) {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.mu.turns) > 0 && !now.Before(t.mu.turns[0].at) {
		due := t.mu.turns[0]
		t.mu.turns = t.mu.turns[1:]
		due.take()
	}
	t.mu.rows.expire(now)
	return t.mu.gone
}

// restless: is anything due, or is the table gone already? Most requests only look.
func (t *table) restless(now time.Time) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.mu.gone || t.mu.rows.expiry.due(now) || len(t.mu.turns) > 0 && !now.Before(t.mu.turns[0].at)
}

// serves: can items be read and written? To these operations a table on its way into or out of being
// does not exist.
func (t *table) serves() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.mu.status == stateActive || t.mu.status == stateUpdating
}

// leaving: is the table on its way out of being?
func (t *table) leaving() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.mu.status == stateDeleting
}

// idle refuses a change while the table is not ACTIVE. The lock is held.
func (t *table) idle() *wire.Error {
	switch t.mu.status {
	case stateCreating:
		return inUse("Table is being created: %s", t.home.name)
	case stateUpdating:
		return inUse("Table is being updated: %s", t.home.name)
	case stateDeleting:
		return inUse("Table is being deleted: %s", t.home.name)
	}
	return nil
}

// present refuses a change to a table that is on its way into or out of being. The lock is held.
func (t *table) present() *wire.Error {
	if t.mu.status == stateUpdating {
		return nil
	}
	return t.idle()
}

// indexing: is an index being made, changed or removed? The lock is held.
func (t *table) indexing() bool {
	return slices.ContainsFunc(t.mu.indexes, func(ix *index) bool { return ix.status != stateActive })
}

func inUse(format string, args ...any) *wire.Error {
	return wire.Errorf(resourceInUse, "Attempt to change a resource which is still in use: "+format, args...)
}
