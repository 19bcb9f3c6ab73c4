package worker

import (
	"context"
	"errors"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// Until Tip: when everything is done that was in the stream when Run began.

const tipEvery = 200 * time.Millisecond // between looks at whether the tip is reached

// errTip ends a run with Until Tip.
var errTip = errors.New("worker: the tip was reached")

// endAtTip ends the run once every shard is finished or done up to the beginning of the run.
func (r *run) endAtTip(ctx context.Context, end context.CancelCauseFunc) error {
	for sleep(ctx, tipEvery) {
		if !r.atTip() {
			continue
		}
		shards, err := r.stream.list(ctx, nil)
		if err != nil {
			if ctx.Err() == nil {
				r.noted("list the shards", err)
				sleep(ctx, time.Second)
			}
			continue
		}
		if allEnded(r.keeper.View(), shards) && r.atTip() { // by a view that shows them all
			end(errTip)
			return nil
		}
		sleep(ctx, time.Second)
	}
	return nil
}

// allEnded tells whether no closed shard has an unfinished row, and no child of a finished one is
// still unknown. That all records of a shard are done is not its end: until SHARD_END is stored its
// children have no rows, and until the next listing they are not seen; what is in them would not
// be missed.
func allEnded(view lease.View, shards []shardsync.Shard) bool {
	for _, s := range shards {
		row, there := view.Rows()[lease.Key{Shard: s.ID}]
		if there && s.Closed && !row.Finished() {
			return false
		}
		for _, parent := range s.Parents {
			if _, known := view.Rows()[lease.Key{Shard: parent}]; known && !there {
				return false
			}
		}
	}
	return true
}

func (r *run) atTip() bool {
	view := r.keeper.View()
	if view.Began.IsZero() || len(view.Rows()) == 0 {
		return false
	}
	for key, s := range view.Rows() {
		if !s.Finished() && r.doneUntil(key, s.Lease).Before(r.tip) {
			return false
		}
	}
	return true
}

// doneUntil is the arrival time up to which a shard is done: as its reader here knows it, whose
// last write stores it, or as its row last said.
func (r *run) doneUntil(key lease.Key, row lease.Lease) time.Time {
	r.mu.Lock()
	reader := r.mu.readers[key]
	r.mu.Unlock()
	if reader != nil {
		return reader.runner.Status().Done
	}
	return row.Done
}
