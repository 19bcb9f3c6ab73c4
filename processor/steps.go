package processor

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// The actions of a tenure, but for reading and processing (deliver.go).

// lostTimeout bounds the context of LeaseLost, which no longer ends with the lease. It is as long
// as the time that user code gets for a handover.
const lostTimeout = 30 * time.Second

var (
	errNoProcessor = errors.New("processor: the Factory returned nil")
	errOutstanding = errors.New("processor: ShardEnded returned while records that were taken over are not done")
	errNotAcked    = errors.New("processor: ShardEnded returned without a checkpoint")
)

// wait pauses before something is done again.
func (x *run) wait(ctx, reading context.Context) event {
	if e, yes := x.interrupted(ctx); yes {
		return e
	}
	x.sleep(reading)
	x.passGate(reading)
	if e, yes := x.interrupted(ctx); yes {
		return e
	}
	return waited
}

// again counts a failure of the present step and chooses the pause behind it.
func (x *run) again(err error) {
	x.failures++
	x.pause = retryAfter(x.failures, rand.Float64())
	x.tried(x.failures+1, err)
}

// passed ends a step that may have failed before.
func (x *run) passed() {
	x.failures, x.pause = 0, 0
	x.tried(0, nil)
}

func (x *run) initialize(ctx context.Context) event {
	began := time.Now()
	err := x.call(ctx, "Initialize", func() error {
		if x.user == nil {
			if x.user = x.New(x.Shard); x.user == nil {
				return errNoProcessor
			}
		}
		return x.user.Initialize(ctx, &Start{Shard: x.Shard, Position: x.Position, Pending: clonePending(x.Pending)})
	})
	if err != nil {
		return x.callFailed("Initialize", err)
	}
	x.passed()
	x.observe(Initialized{Shard: x.Shard, Position: x.Position, Pending: x.Pending != nil, Took: time.Since(began)})
	return returned
}

func (x *run) endShard(ctx context.Context) event {
	x.tenure.beginEnd()
	in := &End{Shard: x.Shard, Checkpointer: x.checkpointer(x.tenure.finished(), true)}
	for _, c := range x.page.Children {
		in.Children = append(in.Children, c.ID)
	}
	if err := x.call(ctx, "ShardEnded", func() error { return x.user.ShardEnded(ctx, in) }); err != nil {
		return x.callFailed("ShardEnded", err)
	}
	if x.tenure.outstanding() {
		return x.callFailed("ShardEnded", errOutstanding)
	}
	if x.Manual && !x.tenure.acknowledged() {
		x.again(errNotAcked)
		x.observe(ShardEndRefused{Shard: x.Shard, Attempt: x.failures, Retry: x.pause})
		return failed
	}
	x.passed()
	return returned
}

func (x *run) callFailed(call string, err error) event {
	x.again(err)
	x.obey(err)
	x.observe(CallFailed{Shard: x.Shard, Call: call, Attempt: x.failures, Err: err, Retry: x.pause})
	return failed
}

// shutDown makes the call of a stop. What fails in it is shown and changes nothing.
func (x *run) shutDown(ctx context.Context) event {
	in := &Stop{Shard: x.Shard, Handover: x.handover(), Checkpointer: x.checkpointer(x.tenure.finished(), false)}
	if err := x.call(ctx, "ShutdownRequested", func() error { return x.user.ShutdownRequested(ctx, in) }); err != nil {
		x.observe(CallFailed{Shard: x.Shard, Call: "ShutdownRequested", Attempt: 1, Err: err})
		return failed
	}
	return returned
}

// release gives the lease up.
func (x *run) release(ctx context.Context) event {
	o := Outcome{How: Stopped, Handover: x.handover(), Cause: ErrStopped}
	switch {
	case ctx.Err() != nil:
		o.Cause = context.Cause(ctx)
	case o.Handover:
		o.Cause = ErrHandedOver
	}
	o.Progress = x.tenure.close(o.Cause)
	return x.writeLast(ctx, o)
}

// storeEnd stores SHARD_END.
func (x *run) storeEnd(ctx context.Context) event {
	o := Outcome{How: Ended, Children: x.page.Children, Progress: x.tenure.close(ErrShardEnded)}
	o.Progress.Position, o.Progress.Pending = checkpoint.ShardEnd(), nil
	return x.writeLast(ctx, o)
}

// writeLast has the last write made. Nobody talks to the Committer any more; the lease may have
// been lost while the last one did.
func (x *run) writeLast(ctx context.Context, o Outcome) event {
	if x.isLost(ctx) {
		return lost
	}
	x.out = o
	if x.Finish == nil {
		return returned
	}
	if err := x.Finish(o); err != nil {
		x.out = Outcome{How: LeaseLost, Handover: o.Handover, Cause: err}
		return failed
	}
	return returned
}

// loseLease makes the last call. There was none before it if the tenure ended before Initialize.
func (x *run) loseLease(ctx context.Context) event {
	progress := x.tenure.close(x.out.Cause)
	if x.out.How == LeaseLost {
		x.out.Progress = progress
	}
	if x.user == nil {
		return returned
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lostTimeout)
	defer cancel()
	in := &Lost{Shard: x.Shard, Cause: x.out.Cause}
	err := x.call(ctx, "LeaseLost", func() error { x.user.LeaseLost(ctx, in); return nil })
	if err != nil {
		x.observe(CallFailed{Shard: x.Shard, Call: "LeaseLost", Attempt: 1, Err: err})
	}
	return returned
}

func (x *run) checkpointer(upTo checkpoint.Position, end bool) *Checkpointer {
	return &Checkpointer{tenure: x.tenure, upTo: upTo, end: end}
}
