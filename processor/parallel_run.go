package processor

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// The calls of the runner, as Parallel answers them: it takes over, waits for room, drains, cancels.

// A parallel is the processor of Parallel.
type parallel struct {
	parallelSettings
	shard  Shard
	kick   chan struct{} // something changed that the foreman must look at
	freed  chan struct{} // something changed that a call waits for
	over   chan struct{} // closed when the foreman has left, the last of all
	cancel context.CancelCauseFunc

	mu struct {
		sync.Mutex
		lanes
		later    *Later // of the last batch
		running  map[*shift]struct{}
		ended    bool // nothing is begun any more
		stopping bool // nothing is tried again any more
		waits    bool // a call waits for freed, or soon will
		told     bool // the verdict was returned to the runner: its next call means to try again
	}
}

func newParallel(shard Shard, s parallelSettings) *parallel {
	p := &parallel{parallelSettings: s, shard: shard,
		kick: make(chan struct{}, 1), freed: make(chan struct{}, 1), over: make(chan struct{})}
	p.mu.running = map[*shift]struct{}{}
	return p
}

// Initialize starts the goroutine that starts the others. Their context is the tenure's, not the call's.
func (p *parallel) Initialize(ctx context.Context, _ *Start) error {
	if p.cancel == nil {
		lanes, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		p.cancel = cancel
		go p.lead(lanes)
	}
	return nil
}

// ProcessRecords takes the records over, as there is room.
func (p *parallel) ProcessRecords(ctx context.Context, in *Batch) error {
	later := in.Later()
	for i := range in.Records {
		r := &in.Records[i]
		key, err := p.key(r)
		if err != nil {
			in.accept(i)
			return FailedAt(r.Position, err)
		}
		for !p.add(r, key, later) {
			in.accept(i)
			if err := p.refusal(); err != nil {
				return FailedAt(r.Position, err)
			}
			if err := await(ctx, p.freed); err != nil {
				return FailedAt(r.Position, err)
			}
		}
	}
	in.accept(len(in.Records))
	return nil
}

// key is that of r. It is user code's, so no lock is held.
func (p *parallel) key(r *Record) (key string, err error) {
	err = try(func() error { key = p.keyOf(r); return nil })
	return key, err
}

// accept tells the runner that the first n of the batch were taken over, though the call has not
// returned: what is done meanwhile can be stored, and an error about the rest does not make them done.
func (b *Batch) accept(n int) {
	if t := b.tenureOf(); t != nil && n > 0 {
		last := &b.Records[n-1]
		t.takeOver(last.Position.Clone(), last.Arrived)
	}
}

// add takes one record over if there is room and no verdict to tell.
func (p *parallel) add(r *Record, key string, later *Later) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mu.later = later
	if p.mu.told {
		p.mu.told = false
		p.mu.resume()
	}
	if len(p.mu.halted) > 0 || !p.mu.fits(sizeOf(r), p.records, p.bytes) {
		p.mu.waits = true
		return false
	}
	p.mu.waits = false
	p.mu.lanes.add(p.task(r), key)
	p.look()
	return true
}

// refusal is the verdict of a record that the runner has not been told of.
func (p *parallel) refusal() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.mu.halted) == 0 {
		return nil
	}
	p.mu.told = true
	at := p.mu.halted[0]
	return verdictAbout(at.first.at, at.err)
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

// ShutdownRequested finishes what was taken over and has not failed. What is not done when its time is up
// is cancelled: the lease is given up when the call returns.
func (p *parallel) ShutdownRequested(ctx context.Context, in *Stop) error {
	p.stopRetries()
	ctxDone := ctx.Done()
	for p.busy() {
		select {
		case <-p.freed:
		case <-ctxDone:
			p.end(context.Cause(ctx))
			ctxDone = nil
		}
	}
	p.end(ErrStopped)
	err := p.checkpoint(ctx, in.Checkpointer)
	if left, trouble := p.left(); left > 0 {
		return fmt.Errorf("processor: finish what was taken over of %s: %d records are not done: %w", p.shard.ID, left, cmp.Or(trouble, context.Cause(ctx), ErrStopped))
	}
	return err
}

// ShardEnded finishes all that was taken over.
func (p *parallel) ShardEnded(ctx context.Context, in *End) error {
	p.again()
	for {
		left, _ := p.left()
		if left == 0 && !p.busy() {
			break
		}
		if err := p.refusal(); err != nil {
			return err
		}
		if err := await(ctx, p.freed); err != nil {
			return fmt.Errorf("processor: finish what was taken over of %s: %w", p.shard.ID, err)
		}
	}
	p.end(ErrShardEnded)
	if in.Checkpointer != nil && in.Checkpointer.tenure.byHand() {
		return in.Checkpointer.Checkpoint(ctx)
	}
	return nil
}

// LeaseLost cancels every record, and returns when all have returned.
func (p *parallel) LeaseLost(_ context.Context, in *Lost) { p.end(in.Cause) }

// checkpoint stores what is done, where nobody else does.
func (p *parallel) checkpoint(ctx context.Context, c *Checkpointer) error {
	if c == nil || !c.tenure.byHand() {
		return nil
	}
	p.mu.Lock()
	safe, any := p.mu.tracker.Safe()
	p.mu.Unlock()
	if !any {
		return nil
	}
	return c.CheckpointAt(ctx, safe)
}

// byHand tells whether only checkpoints move the position.
func (t *tenure) byHand() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mu.ledger.byHand
}

// end has every record cancelled with cause, and waits for all goroutines of the tenure.
func (p *parallel) end(cause error) {
	if p.cancel == nil {
		return
	}
	p.mu.Lock()
	p.mu.ended = true
	now := time.Now()
	for s := range p.mu.running {
		s.cancelled(now)
	}
	p.mu.Unlock()
	p.cancel(cause)
	signal(p.kick)
	<-p.over
}

func (p *parallel) stopRetries() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mu.stopping, p.mu.waits = true, true
}

// again lets halted lanes go on if the runner was told of them: it comes back when somebody resumed.
func (p *parallel) again() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mu.waits = true
	if p.mu.told {
		p.mu.told = false
		p.mu.resume()
		p.look()
	}
}

// busy tells whether something runs, or may begin by itself.
func (p *parallel) busy() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.mu.running) > 0 || p.mu.ready.len() > 0 && !p.mu.ended
}

// left counts what is not done, with what failed last of it.
func (p *parallel) left() (records int, trouble error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mu.records, p.mu.trouble()
}

// signal says something to who looks at c, unless it was said already.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
