package worker

import (
	"slices"
	"sync"
)

// Pause and Resume: reading stands still, while the leases are kept.

// Pause stops the reading of the shards named or, without names, of all that this worker holds or will
// hold. Their leases are kept, so no other worker reads them either; calls of user code that are under
// way finish. It may be called at any time, and lasts until Resume or the end of Run: another worker
// to which a shard moves does not know of it.
func (w *Worker) Pause(shards ...string) { w.pauses.set(w.run.Load(), true, shards) }

// Resume ends Pause for the shards named, or for all. A shard that user code halted, or that waits
// before it tries a batch again, tries at once.
func (w *Worker) Resume(shards ...string) { w.pauses.set(w.run.Load(), false, shards) }

// pauses is what was said of which shard.
type pauses struct {
	mu struct {
		sync.Mutex
		all    bool
		shards map[string]bool // of those for which something else was said
	}
}

// set notes what is said, and tells those that are read now.
func (p *pauses) set(r *run, paused bool, shards []string) {
	p.note(paused, shards)
	if r == nil {
		return
	}
	for key, x := range r.held() {
		if len(shards) == 0 || slices.Contains(shards, key.Shard) {
			p.apply(x, !paused)
		}
	}
}

func (p *pauses) note(paused bool, shards []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(shards) == 0 {
		p.mu.all, p.mu.shards = paused, nil
	}
	for _, shard := range shards {
		if p.mu.shards == nil {
			p.mu.shards = map[string]bool{}
		}
		p.mu.shards[shard] = paused
	}
}

func (p *pauses) paused(shard string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if own, said := p.mu.shards[shard]; said {
		return own
	}
	return p.mu.all
}

// apply lets a reader stand still or, if that was said, go on.
func (p *pauses) apply(x *reader, resume bool) {
	switch {
	case p.paused(x.held.Lease().Key.Shard):
		x.runner.Pause()
	case resume:
		x.runner.Resume()
	}
}
