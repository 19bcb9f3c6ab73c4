package processor

import (
	"context"
	"sync"
)

// The calls of the runner in which Parallel takes records over, and waits for room.

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
	later.watch(p.stands)
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

// stands is the verdict of a record, for a runner that has no batch to give. Resumed lanes get their turn.
func (p *parallel) stands(resumed bool) error {
	if resumed {
		p.again()
		return nil
	}
	return p.refusal()
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
