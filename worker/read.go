package worker

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
)

// From a lease that was gained to user code over its shard, and back to the lease's last write.

// A reader is one tenure at work.
type reader struct {
	held   *lease.Held
	runner *processor.Runner
	source *fanout.Source
	gone   atomic.Bool // the service no longer keeps the shard
}

// read runs the processor over the shard whose lease was gained. ctx is user code's. What it takes to
// begin is done elsewhere: this is the bottom of a stack that every lease has for as long as it is held.
func (r *run) read(ctx context.Context, h *lease.Held) {
	x := r.begin(ctx, h)
	defer r.end(x)
	x.runner.Run(ctx, h.Stopping(), h.Handover)
}

// begin begins to read the shard of h, and shows it in Status.
func (r *run) begin(ctx context.Context, h *lease.Held) *reader {
	row := h.Lease()
	x := &reader{held: h}
	x.source = r.retriever.Open(row.Key.Shard, fanout.From{Position: row.Position, At: row.Start, Done: row.Done, Live: h.Live})
	x.runner = &processor.Runner{
		Shard:     processor.Shard{Stream: r.stream.name, ID: row.Key.Shard, Token: h.Token()},
		New:       r.config.Processor,
		Source:    r.deaggregated(row, x.source),
		Committer: h,
		Position:  row.Position,
		Done:      row.Done,
		Pending:   row.Pending,
		Manual:    r.config.ManualCheckpoints,
		Held:      func() error { return held(ctx, h) },
		Finish:    func(o processor.Outcome) error { return r.finish(ctx, x, o) },
		Observe:   func(e processor.Event) { r.emit(e) },
		EndWorker: func(err error) { r.stop(err) },
	}
	r.attend(x)
	r.config.pauses.apply(x, false) // after attending: what is said from here on reaches it
	return x
}

// deaggregated gives what producers put before the KPL packed it, unless that is not wanted.
func (r *run) deaggregated(row lease.Lease, from processor.Source) processor.Source {
	part, err := kpl.ParseRange(row.HashKeys.Starting, row.HashKeys.Ending)
	if err != nil {
		part = kpl.Range{} // not known: nothing is dropped
	}
	return &kpl.Source{
		Source:  from,
		Shard:   processor.Shard{Stream: r.stream.name, ID: row.Key.Shard},
		Range:   part,
		Whole:   r.config.KeepAggregates,
		Observe: func(e processor.Event) { r.emit(e) },
	}
}

// end ends the reading, and dismisses the reader after the last event of it.
func (r *run) end(x *reader) {
	x.source.Close()
	r.dismiss(x.held.Lease().Key)
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
func (r *run) finish(ctx context.Context, x *reader, o processor.Outcome) error {
	ctx, h := context.WithoutCancel(ctx), x.held // time may be up for user code, which has returned; the lease's term bounds this
	if o.How != processor.Ended {
		return h.End(ctx, lease.Final{How: lease.Leave, Progress: o.Progress})
	}
	children, rows, err := r.children(ctx, h, o)
	if errors.Is(err, errEndsLater) {
		return errors.Join(err, h.End(ctx, lease.Final{How: lease.Leave, Progress: x.beforeEnd(o)}))
	}
	if err != nil {
		return err
	}
	return h.End(ctx, lease.Final{How: lease.Finish, Progress: o.Progress, Children: children, Rows: rows})
}

// beforeEnd is the progress of a shard whose end is not stored: all but that.
func (x *reader) beforeEnd(o processor.Outcome) checkpoint.Progress {
	row := x.held.Now()
	return checkpoint.Progress{Position: x.runner.Status().Position, Done: o.Progress.Done, Pending: row.Pending}
}

// reading is how many shards are read here.
func (r *run) reading() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.mu.readers)
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
	delete(r.mu.unread, key.Shard)
}
