package processor

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// The shell of a tenure: asks the life cycle what to do, does it, and tells it how that went.

// A Runner runs user code over one shard for one tenure. Shard, New, Source and Committer are
// needed; the rest may be zero. One Runner runs once.
type Runner struct {
	Shard     Shard
	New       Factory
	Source    Source
	Committer Committer

	Position checkpoint.Position // the progress as the row has it when the tenure begins
	Done     time.Time
	Pending  *checkpoint.Pending

	// Manual leaves checkpoints to user code, also that of the shard's end. Otherwise progress is
	// saved after each batch.
	Manual bool

	// Held tells why the lease may not be relied on any more: nil while it may. It is asked before
	// each call, each checkpoint and the last write, and must not block. Once it answered with an
	// error the tenure is over. A context that ends while Held is nil means that time is up for
	// user code, and only that: the last write is still made. Without Held the lease counts as lost
	// when the context ends.
	Held func() error

	// Finish makes the last write of the tenure, with the progress in it: SHARD_END, a release or a
	// handover, as o.How and o.Handover say. It is called at most once, when user code has returned
	// and nobody talks to the Committer, and never for a lost lease. It returns when the write is
	// made, or cannot be: then with the cause, which LeaseLost is told. Nil: there is nothing to write.
	Finish func(o Outcome) error

	// EndWorker is told an error of StopWorker, and must not block. Nil: the shard is halted.
	EndWorker func(error)

	Observe   func(Event)   // sees all that happens, from several goroutines; it must not block
	SlowAfter time.Duration // a call that takes longer is shown; 0: DefaultSlowAfter

	status statusBox
	gate   gate
}

// An Outcome is how a tenure ended, or is about to.
type Outcome struct {
	How      How
	Handover bool                // of Stopped: another worker had asked for the shard when it stopped
	Progress checkpoint.Progress // of Ended: with SHARD_END as the position; of LeaseLost: for the record only
	Children []Child             // of Ended: the shards that go on
	Cause    error               // of Stopped and LeaseLost: what LeaseLost was told
}

// How says in which of three ways a tenure ended.
type How int

// The three ways.
const (
	Ended     How = iota + 1 // everything in the shard is done and SHARD_END is stored
	Stopped                  // the lease was given up, with all progress in that write
	LeaseLost                // the lease was lost, or the last write was
)

func (h How) String() string { return [...]string{"", "ended", "stopped", "lease lost"}[h] }

// Causes that LeaseLost is told, and with which later checkpoints fail, when nothing went wrong.
var (
	ErrStopped    = errors.New("processor: the worker stopped")
	ErrHandedOver = errors.New("processor: the lease was handed to another worker")
	ErrShardEnded = errors.New("processor: the shard ended")
)

// Run runs the tenure to its end; see RecordProcessor for the calls and their order. ctx is user
// code's: its cause says why it must return (see Held). When stopping closes, reading ends: the
// batch under way finishes, one that failed is not tried again. handover is then asked once
// whether that is for another worker; nil means no.
//
// Run returns after the last call. LeaseLost is called after the last write, as in KCL, and
// instead of it when the lease was lost before.
func (r *Runner) Run(ctx context.Context, stopping <-chan struct{}, handover func() bool) Outcome {
	reading, endReading := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		select {
		case <-stopping:
			endReading()
		case <-reading.Done():
		}
	})
	defer wg.Wait()
	defer endReading()

	if handover == nil {
		handover = func() bool { return false }
	}
	ctx = WithHooks(ctx, r.observe, stopping)
	x := &run{Runner: r, stopping: stopping, handover: sync.OnceValue(handover)}
	x.tenure = newTenure(r, func() error { return r.lostBy(ctx) })
	r.status.follow(x.tenure)
	state, action := first()
	for state != done {
		x.enter(state)
		state, action = state.next(x.perform(ctx, reading, action))
	}
	x.enter(state)
	x.observe(TenureOver{Shard: r.Shard, How: x.out.How, Position: x.out.Progress.Position, Cause: x.out.Cause})
	return x.out
}

// run is a Runner at work. Only Run's goroutine uses it.
type run struct {
	*Runner
	stopping <-chan struct{}
	handover func() bool
	tenure   *tenure
	user     RecordProcessor

	page     Page
	rest     []Record // of page: what is not done
	failures int      // of the present step, in a row
	pause    time.Duration
	out      Outcome
}

// perform does one action and tells how it went.
func (x *run) perform(ctx, reading context.Context, do action) event {
	if do.needsTime() { // asked only then: after the last write the lease is nobody's, and that is no loss
		if e, yes := x.ended(ctx); yes {
			return e
		}
	}
	var e event
	switch do {
	case wait:
		return x.wait(ctx, reading)
	case read:
		return x.read(ctx, reading)
	case callInitialize:
		e = x.initialize(ctx)
	case callProcessRecords:
		return x.process(ctx)
	case callShardEnded:
		e = x.endShard(ctx)
	case callShutdownRequested:
		e = x.shutDown(ctx)
	case release:
		return x.release(ctx)
	case storeEnd:
		return x.storeEnd(ctx)
	case callLeaseLost:
		return x.loseLease(ctx)
	}
	if x.isLost(ctx) {
		return lost
	}
	return e
}

// ended tells whether user code may be called no more.
func (x *run) ended(ctx context.Context) (event, bool) {
	switch {
	case x.isLost(ctx):
		return lost, true
	case ctx.Err() != nil:
		return outOfTime, true
	}
	return 0, false
}

// interrupted is ended, or that reading shall end.
func (x *run) interrupted(ctx context.Context) (event, bool) {
	if e, yes := x.ended(ctx); yes {
		return e, true
	}
	select {
	case <-x.stopping:
		return stop, true
	default:
		return 0, false
	}
}

// isLost asks whether the lease is lost, and keeps the answer: a tenure that is over stays so.
func (x *run) isLost(ctx context.Context) bool {
	if x.out.How == LeaseLost {
		return true
	}
	cause := x.lostBy(ctx)
	if cause != nil {
		x.out.How, x.out.Cause = LeaseLost, cause
	}
	return cause != nil
}

func (r *Runner) lostBy(ctx context.Context) error {
	if r.Held != nil {
		return r.Held()
	}
	return context.Cause(ctx)
}

func (r *Runner) observe(e Event) {
	if r.Observe != nil {
		r.Observe(e)
	}
}
