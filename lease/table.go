package lease

import (
	"context"
	"errors"
	"fmt"
)

// A Table keeps lease rows. Several workers write it at once; each change is atomic on its row
// (End: on its row and its children's), and nothing else is: a listing is no snapshot.
//
// Every method may fail after its effect has happened, and an effect may come after the method
// gave up: a failure without a ConflictError says nothing about the row.
type Table interface {
	// List reads every lease row. Rows of other kinds are left out. It may be a little stale.
	List(ctx context.Context) ([]Lease, error)
	// Get reads one row as it is now (a consistent read).
	Get(ctx context.Context, key Key) (row Lease, exists bool, err error)
	// Apply makes the change if its condition holds and returns the row as it is afterwards,
	// which shows a pending ask. If it does not hold, the error is a *ConflictError.
	Apply(ctx context.Context, change Change) (Lease, error)
	// Announce adds one to News of the row at key, without any other condition than that it
	// exists: what readers of News find worth a listing.
	Announce(ctx context.Context, key Key) error
	// News reads the row's News. It may be a little stale.
	News(ctx context.Context, key Key) (news int64, exists bool, err error)
}

// A ConflictError says that a change's condition did not hold, and what the row is instead.
type ConflictError struct {
	Change Change
	Row    Lease
	Exists bool
}

// Error names the change and who holds the row.
func (e *ConflictError) Error() string {
	key := e.Change.key()
	if !e.Exists {
		return fmt.Sprintf("lease: %v %v: no such row", e.Change.Kind, key)
	}
	return fmt.Sprintf("lease: %v %v: the row is at counter %d, held by %q", e.Change.Kind, key, e.Row.Counter, e.Row.Holder())
}

// What a caller can act on.
var (
	// ErrLost is the cause with which a processor's context is cancelled when its lease may no
	// longer be relied on.
	ErrLost = errors.New("lease: lost")
	// ErrHandoffTimeout is the cause with which a processor's context is cancelled when another
	// worker asked for its lease and user code did not return within the handoff timeout. The
	// lease is still held, and stays so until user code returns.
	ErrHandoffTimeout = errors.New("lease: user code did not return within the handoff timeout")
	// ErrStopTimeout is the cause with which a processor's context is cancelled when it did not
	// return within the stop timeout.
	ErrStopTimeout = errors.New("lease: user code did not return within the stop timeout")
	// ErrOtherStream ends a worker whose table serves another stream, or an earlier one that was
	// deleted and created again: its positions mean nothing in this one.
	ErrOtherStream = errors.New("lease: the table belongs to another stream")
	// ErrForeignFleet ends a worker that meets a lease held by workers of another kind (a Java
	// KCL fleet) in its table: two fleets that do not know each other's rules would both read.
	ErrForeignFleet = errors.New("lease: another kind of fleet works on this table")
)
