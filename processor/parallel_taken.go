package processor

import (
	"context"
	"errors"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// What Parallel and Window have in common: records that were taken over, and a verdict about one of them
// that the runner has to hear with another batch. It waits.

// accept tells the runner that the first n of the batch were taken over, though the call has not
// returned: what is done meanwhile can be stored, and an error about the rest does not make them done.
func (b *Batch) accept(n int) {
	if t := b.tenureOf(); t != nil && n > 0 {
		last := &b.Records[n-1]
		t.takeOver(last.Position.Clone(), last.Arrived)
	}
}

// verdictAbout is err of the record at a place that is not of the batch, as the runner may be told: Final
// becomes HaltShard, or DeadLetter around Parallel would take another record away.
func verdictAbout(at checkpoint.Position, err error) error {
	about := &laneError{at, err}
	if IsStopWorker(err) {
		return StopWorker(about)
	}
	return HaltShard(about)
}

// laneError is the error of a record that is told about another one. It does not unwrap, so that the
// place in it is not taken for one of the batch; what it is made of is found all the same.
type laneError struct {
	at  checkpoint.Position
	err error
}

func (e *laneError) Error() string        { return "record at " + e.at.String() + ": " + e.err.Error() }
func (e *laneError) Is(target error) bool { return errors.Is(e.err, target) }
func (e *laneError) As(target any) bool   { return errors.As(e.err, target) }

// await waits until something is done. It gives up when reading ends.
func await(ctx context.Context, freed <-chan struct{}) error {
	select {
	case <-freed:
		return nil
	case <-Stopping(ctx):
		return ErrStopped
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// signal says something to who looks at c, unless it was said already.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
