package worker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// What goes on where a shard ended. SHARD_END waits until that is known, for as long as the lease
// is held and nobody wants it: a stop or a handover leaves the end to the next reader.

const (
	endAgain  = 500 * time.Millisecond // between attempts to find a shard's children, as the Java KCL waits
	endWithin = 5 * time.Second        // from a stop or an ask, for the attempt under way
)

// errEndsLater says that the end could not be stored before the lease was to be given up.
var errEndsLater = errors.New("worker: the shard's end was not stored before its lease was given up; it is read and ended again")

// children says what goes on where the shard ended: every child's id, and the rows to create.
func (r *run) children(ctx context.Context, h *lease.Held, o processor.Outcome) ([]string, []lease.Lease, error) {
	named := make([]shardsync.Shard, len(o.Children))
	for i, c := range o.Children {
		named[i] = shardsync.Shard{ID: c.ID, Parents: c.Parents, HashKeys: lease.HashKeys{Starting: c.StartingHashKey, Ending: c.EndingHashKey}}
	}
	doing := "find the children of " + h.Lease().Key.String()
	for failed := false; ; failed = true {
		next, err := r.ending(ctx, h, named)
		if err == nil {
			if failed {
				r.noted(doing, nil)
			}
			for i := range next.Rows {
				next.Rows[i].Done = o.Progress.Done // all of it arrived before the child's first record
			}
			return next.Children, next.Rows, nil
		}
		r.noted(doing, err)
		select {
		case <-time.After(endAgain):
		case <-h.Stopping():
		}
		if err := held(ctx, h); err != nil {
			return nil, nil, err
		}
		if over(h.Stopping()) {
			return nil, nil, fmt.Errorf("%w: %w", errEndsLater, err)
		}
	}
}

// ending makes one attempt, which a stop or an ask leaves little time.
func (r *run) ending(ctx context.Context, h *lease.Held, named []shardsync.Shard) (shardsync.Succession, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	var watch sync.WaitGroup
	defer watch.Wait()
	defer cancel(nil)
	watch.Go(func() {
		select {
		case <-h.Stopping():
		case <-ctx.Done():
			return
		}
		if sleep(ctx, endWithin) {
			cancel(errEndsLater)
		}
	})
	return r.syncer.Ending(ctx, h.Now(), named)
}

func over(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
