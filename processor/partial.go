package processor

import (
	"context"
	"errors"
	"slices"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Batches of which a part failed, told by position.

// ErrReported is the error of a record that ReportFailures was told of without a reason.
var ErrReported = errors.New("processor: reported as failed")

// ReportFailures makes processors of one function that says which records of a batch failed, as
// ReportBatchItemFailures of Lambda does. The lowest counts: the ones before it are done, it and all
// behind it come again, whether they succeeded or not, since order per key must hold. err is why, and may
// bear a verdict (Final, RetryAfter); without failed positions it is that of the whole batch, which
// Bisect may halve. A position that is not in the batch makes it fail as a whole, as in Lambda: nothing is
// known to be done then.
//
// The function may sort and filter the records it is given. It is called for several shards at once.
func ReportFailures(process func(context.Context, *Batch) (failed []checkpoint.Position, err error)) Factory {
	return Func(func(ctx context.Context, in *Batch) error {
		given := in.Records
		failed, err := process(ctx, in.whole())
		return reported(given, failed, err)
	})
}

// reported is what failed positions say of a batch.
func reported(given []Record, failed []checkpoint.Position, err error) error {
	if len(failed) == 0 {
		return err
	}
	if err == nil {
		err = ErrReported
	}
	lowest := len(given)
	for _, pos := range failed {
		n := slices.IndexFunc(given, func(r Record) bool { return r.Position == pos })
		if n < 0 {
			return &unplaced{err}
		}
		lowest = min(lowest, n)
	}
	return FailedAt(given[lowest].Position, err)
}

// unplaced is an error of a batch that named a record which is not in it.
type unplaced struct{ err error }

func (e *unplaced) Error() string { return e.err.Error() + " (at a position that is not in the batch)" }
func (e *unplaced) Unwrap() error { return e.err }
