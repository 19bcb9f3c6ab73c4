package processor

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// How Parallel ends: it finishes what was taken over, in the time that it has, and cancels the rest.

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
