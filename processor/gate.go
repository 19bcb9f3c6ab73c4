package processor

// Pauses from outside, and a shard that stands still until somebody has looked at it.

import (
	"context"
	"math"
	"sync"
	"time"
)

// forever is the pause of a shard that is halted.
const forever = time.Duration(math.MaxInt64)

// Pause stops reading, while the lease is kept. A call under way finishes; nothing more is delivered
// until Resume.
func (r *Runner) Pause() { r.gate.pause() }

// Resume goes on after Pause, and tries at once what failed or was halted.
func (r *Runner) Resume() { r.gate.resume() }

// A gate is open or closed.
type gate struct {
	mu struct {
		sync.Mutex
		closed  bool
		resumed chan struct{} // closed by the next Resume; nil: nobody waits for that
	}
}

func (g *gate) pause() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.mu.closed = true
}

func (g *gate) resume() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.mu.closed = false
	if g.mu.resumed != nil {
		close(g.mu.resumed)
		g.mu.resumed = nil
	}
}

// look tells whether it is closed, and gives what the next Resume closes.
func (g *gate) look() (closed bool, resumed <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.mu.resumed == nil {
		g.mu.resumed = make(chan struct{})
	}
	return g.mu.closed, g.mu.resumed
}

// passGate waits while the shard is paused, or until reading ends.
func (x *run) passGate(reading context.Context) {
	for shown := false; ; shown = true {
		closed, resumed := x.gate.look()
		if !closed {
			if shown {
				x.observe(Resumed{Shard: x.Shard})
			}
			return
		}
		if !shown {
			x.observe(Paused{Shard: x.Shard})
		}
		select {
		case <-resumed:
		case <-reading.Done():
			return
		}
	}
}

// sleep waits for the pause of the present step, which Resume ends early.
func (x *run) sleep(reading context.Context) {
	_, resumed := x.gate.look()
	timer := time.NewTimer(x.pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-resumed:
	case <-reading.Done():
	}
	x.status.set(func(s *Status) { s.Halted = false })
}

// obey does what an error of user code says is to come of it.
func (x *run) obey(err error) {
	v := verdictOf(err)
	switch {
	case v == nil:
	case v.says == sayPause:
		x.pause = max(v.pause, 0)
	default:
		x.pause = forever
		x.status.set(func(s *Status) { s.Halted = true })
		x.observe(Halted{Shard: x.Shard, Err: err})
		if v.says == sayStop && x.EndWorker != nil {
			x.EndWorker(err)
		}
	}
}
