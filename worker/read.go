package worker

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

const endAgain = 500 * time.Millisecond // between attempts to find a shard's children, as the Java KCL waits

// From a lease that was gained to user code over its shard, and back to the lease's last write.

// A reader is one tenure at work.
type reader struct {
	held   *lease.Held
	runner *processor.Runner
	source *fanout.Source
}

// read runs the processor over the shard whose lease was gained. ctx is user code's.
func (r *run) read(ctx context.Context, h *lease.Held) {
	row := h.Lease()
	source := r.poller.Open(row.Key.Shard, fanout.From{Position: row.Position, At: row.Start, Done: row.Done})
	defer source.Close()
	gone, isGone := context.WithCancel(context.WithoutCancel(ctx))
	defer isGone()
	x := &reader{held: h, source: source, runner: &processor.Runner{
		Shard:     processor.Shard{Stream: r.stream.name, ID: row.Key.Shard, Token: h.Token()},
		New:       r.config.Processor,
		Source:    mortalSource{source, gone},
		Committer: h,
		Position:  row.Position,
		Done:      row.Done,
		Pending:   row.Pending,
		Manual:    r.config.ManualCheckpoints,
		Held:      func() error { return held(ctx, h) },
		Finish:    func(o processor.Outcome) error { return r.finish(ctx, h, o) },
		Observe:   func(e processor.Event) { r.emit(e) },
	}}
	r.attend(x)
	defer r.dismiss(row.Key)
	watching, end := context.WithCancel(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { r.watchForGone(watching, x, isGone) })
	defer watch.Wait()
	defer end()
	x.runner.Run(ctx, h.Stopping(), h.Handover)
}

// held is nil while the lease may be relied on.
func held(ctx context.Context, h *lease.Held) error {
	if h.Live() {
		return nil
	}
	if cause := context.Cause(ctx); errors.Is(cause, lease.ErrLost) {
		return cause
	}
	return lease.ErrLost
}

// finish makes the last write of a tenure.
func (r *run) finish(ctx context.Context, h *lease.Held, o processor.Outcome) error {
	ctx = context.WithoutCancel(ctx) // time may be up for user code, which has returned; the lease's term bounds this
	if o.How != processor.Ended {
		return h.End(ctx, lease.Final{How: lease.Leave, Progress: o.Progress})
	}
	children, rows, err := r.children(ctx, h, o)
	if err != nil {
		return err
	}
	return h.End(ctx, lease.Final{How: lease.Finish, Progress: o.Progress, Children: children, Rows: rows})
}

// attend and dismiss keep the readers that Status asks.
func (r *run) attend(x *reader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.readers[x.held.Lease().Key] = x
}

func (r *run) dismiss(key lease.Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.mu.readers, key)
}

// children says what goes on where the shard ended: every child's id, and the rows to create.
func (r *run) children(ctx context.Context, h *lease.Held, o processor.Outcome) ([]string, []lease.Lease, error) {
	named := make([]shardsync.Shard, len(o.Children))
	for i, c := range o.Children {
		named[i] = shardsync.Shard{ID: c.ID, Parents: c.Parents, HashKeys: lease.HashKeys{Starting: c.StartingHashKey, Ending: c.EndingHashKey}}
	}
	for {
		next, err := r.syncer.Ending(ctx, h.Now(), named)
		if err == nil {
			for i := range next.Rows {
				next.Rows[i].Done = o.Progress.Done // all of it arrived before the child's first record
			}
			return next.Children, next.Rows, nil
		}
		r.noted("find the children of "+h.Lease().Key.String(), err)
		select {
		case <-time.After(endAgain):
		case <-ctx.Done():
		}
		if err := held(ctx, h); err != nil {
			return nil, nil, err
		}
	}
}
