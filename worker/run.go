package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/internal/pause"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// A run is a worker at work: its parts, wired, and their goroutines.
type run struct {
	config    *Worker
	id        string
	began     time.Time // of Run
	tip       time.Time // the service's time at the beginning: what Until Tip waits for
	stream    stream
	marks     lease.Marks
	table     lease.Table
	keeper    *lease.Keeper
	syncer    *shardsync.Syncer
	retriever *fanout.Retriever
	observe   []func(Event)
	stop      context.CancelCauseFunc // ends the run, for a reason

	retention atomic.Int64 // of the stream, in nanoseconds
	mu        struct {
		sync.Mutex
		readers map[lease.Key]*reader
		unread  map[string]readFailure // by shard: whose reads fail, not by throttles
		kinesis serviceHealth
		ending  bool // Run's context is done
	}
}

// serviceHealth is what is known of the stream's control plane.
type serviceHealth struct {
	failing time.Time // since when; zero: it answers
	err     error
}

// run works until ctx is done or something ends it.
func (r *run) run(ctx context.Context) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	r.stop = end
	defer context.AfterFunc(ctx, r.nowEnding)()
	var group errgroup.Group
	group.Go(func() error {
		defer end(nil)
		return r.keeper.Run(ctx)
	})
	group.Go(func() error { return r.watchStream(ctx, end) })
	group.Go(func() error { return r.audit(ctx) })
	group.Go(func() error { return r.watchForGone(ctx) })
	group.Go(func() error { return r.announceStart(ctx) })
	group.Go(func() error {
		r.retriever.Run(ctx)
		return nil
	})
	if r.config.Until == Tip {
		group.Go(func() error { return r.endAtTip(ctx, end) })
	}
	err := group.Wait()
	if cause := context.Cause(ctx); endsRun(cause) {
		err = errors.Join(cause, err)
	}
	if err == nil && r.config.DeregisterConsumer {
		r.deregister(ctx)
	}
	r.emit(Stopped{r.id, err})
	return err
}

// endsRun tells whether ctx ended for a reason that Run returns.
func endsRun(cause error) bool {
	return errors.Is(cause, shardsync.ErrRecreated) || processor.IsStopWorker(cause)
}

// nowEnding notes that Run's context is done: from here on user code finishes what it has.
func (r *run) nowEnding() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.ending = true
}

func (r *run) isEnding() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mu.ending
}

// announceStart tells once that the first pass is done.
func (r *run) announceStart(ctx context.Context) error {
	for !r.keeper.Health().Passed {
		if !sleep(ctx, 50*time.Millisecond) {
			return nil
		}
	}
	r.emit(Started{r.id, r.stream.name, len(r.keeper.Holding()), time.Since(r.began)})
	return nil
}

// watchStream looks at the stream every SyncInterval: whether it is still the one that the leases
// are of, and how long it keeps records.
func (r *run) watchStream(ctx context.Context, end context.CancelCauseFunc) error {
	for sleep(ctx, r.syncInterval()) {
		d, _, err := r.stream.describe(ctx)
		r.noted("describe the stream", err)
		if err != nil {
			continue // deleted, not allowed, or away: shown, and looked at again
		}
		r.retention.Store(int64(d.retention))
		if err := r.sameStream(d); err != nil {
			end(err)
			return nil
		}
	}
	return nil
}

// sameStream is nil while the stream is the one that the leases are of.
func (r *run) sameStream(d description) error {
	if d.created.Equal(r.marks.Created) && d.arn == r.marks.StreamARN {
		return nil
	}
	return fmt.Errorf("worker: stream %s was created at %v, its leases are of the one created at %v: %w; stop all workers, then delete the rows of table %s or use another Application",
		r.stream, d.created.UTC(), r.marks.Created.UTC(), shardsync.ErrRecreated, r.config.Application)
}

func (r *run) syncInterval() time.Duration {
	return cmp.Or(r.config.SyncInterval, defaultSyncInterval)
}

// stuckAfter is how long the lease loop may take for one round: a listing, which may take three
// failover times, and attempts at takes and asks behind it.
func (r *run) stuckAfter() time.Duration { return 6 * r.keeper.Policy.Failover }

// noted tells of Kinesis' failures, and remembers them for readiness.
func (r *run) noted(doing string, err error) {
	r.mu.Lock()
	r.mu.kinesis.err = err
	switch {
	case err == nil:
		r.mu.kinesis.failing = time.Time{}
	case r.mu.kinesis.failing.IsZero():
		r.mu.kinesis.failing = time.Now()
	}
	r.mu.Unlock()
	if err != nil {
		r.emit(ServiceFailed{doing, err})
	}
}

// sleep waits; false if ctx is done.
func sleep(ctx context.Context, d time.Duration) bool { return pause.For(ctx, d) == nil }
