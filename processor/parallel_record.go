package processor

import (
	"context"
	"errors"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// One record in its lane: it is processed, and what comes of it is noted.

// attempt processes the first record of at once. Whatever ends it, the lane is given back.
func (p *parallel) attempt(ctx context.Context, at *lane) {
	err := errExited
	defer func() { p.settle(ctx, at, err) }()
	err = p.run(ctx, at)
}

func (p *parallel) run(ctx context.Context, at *lane) error {
	if len(p.adapters) == 0 {
		return one(ctx, at.first.record, p.process)
	}
	if at.inner == nil {
		at.inner = Chain(Each(p.process), p.adapters...)(p.shard)
	}
	return process(ctx, at.inner, &Batch{Shard: p.shard, Records: []Record{*at.first.record}, Attempt: at.tries + 1})
}

// settle notes how an attempt went.
func (p *parallel) settle(ctx context.Context, at *lane, err error) {
	if err == nil {
		p.finish(at)
		return
	}
	if ctx.Err() != nil { // the tenure is over, and so is the lane
		p.giveUp(at, err)
		return
	}
	pause, halts := pauseAfter(at.tries+1, err)
	e := RecordFailed{Shard: p.shard, Position: at.first.at, Attempt: at.tries + 1, Err: err, Retry: pause}
	p.postpone(at, err, pause, halts)
	if thrown, is := errors.AsType[*panicked](err); is {
		Emit(ctx, Panicked{Shard: p.shard, Call: "Parallel", Err: thrown, Stack: thrown.stack})
	}
	Emit(ctx, e)
}

// finish notes that the first record of at is done, and tells the runner if the safe position moved.
func (p *parallel) finish(at *lane) {
	if safe, later := p.done(at); later != nil {
		_ = later.Done(safe) // refused when the tenure is over: what is done comes again then
	}
}

func (p *parallel) done(at *lane) (checkpoint.Position, *Later) {
	p.mu.Lock()
	defer p.mu.Unlock()
	safe, moved := p.mu.done(at)
	p.look()
	if p.mu.waits {
		signal(p.freed)
	}
	if !moved {
		return safe, nil
	}
	return safe, p.mu.later
}

// postpone has the first record of at tried again after pause, or not before somebody has looked.
func (p *parallel) postpone(at *lane, err error, pause time.Duration, halts bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if halts {
		p.mu.halt(at, err)
		signal(p.freed)
		return
	}
	p.mu.failed(at, err, time.Now().Add(pause))
	signal(p.kick)
}

// giveUp leaves at as it is.
func (p *parallel) giveUp(at *lane, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at.err = err
}
