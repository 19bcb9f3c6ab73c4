package processor

import (
	"context"
	"errors"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Where effects and the position that they go up to are kept together.

// ErrFenced is wrapped by a Store's error for a tenure whose shard a later one has claimed: nothing that
// this tenure does has an effect any more.
var ErrFenced = errors.New("fenced off by a later tenure")

// A Store keeps, beside what user code writes to it in transactions T, one row for each shard: the
// fencing token of the tenure that claimed it, and the position up to which the effects of its records
// are there. A row belongs to an application, a stream and a shard; the Store knows its application. A
// child shard has a row of its own, since its records are its own. Package storetest has the laws as tests.
type Store[T any] interface {
	// Claim takes the shard's row for the token, and gives how far the effects in the store go:
	// TRIM_HORIZON if there are none. Again with the same token it is a question only. It fails with
	// ErrFenced if a higher token has the row. A transaction that began before either is in the position
	// that it gives, or fails: also one of the same token whose outcome nobody knows.
	Claim(ctx context.Context, shard Shard) (done checkpoint.Position, err error)
	// Apply runs effect in a transaction that also sets the position to upTo, which is that of a record,
	// if the token that claimed the row is still there; else it fails with ErrFenced. Nothing of effect
	// is there after an error, unless the error is that of a commit whose outcome is unknown. A position
	// that the row has reached already is no error and runs nothing. effect may be run more than once,
	// each time in a new transaction.
	Apply(ctx context.Context, shard Shard, upTo checkpoint.Position, effect func(ctx context.Context, tx T) error) error
}
