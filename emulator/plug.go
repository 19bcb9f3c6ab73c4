package emulator

// A plug is one worker's network, which a test can cut or hold.

import (
	"cmp"
	"context"
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// A Plug is a way into the emulator for one worker. Cut is how a test crashes a worker whose code
// knows nothing of it; Pause is how it stops one for a while, as a long garbage collection or a
// suspended machine does. Its methods may be called from any goroutine.
type Plug struct {
	emulator *Emulator
	mu       struct {
		sync.Mutex
		cut     bool
		resumed chan struct{} // not nil while paused; closed by Resume
		change  chan struct{} // if not nil, closed by the next change
	}
}

// Plug makes a plug.
func (e *Emulator) Plug() *Plug { return &Plug{emulator: e} }

// Config is the emulator's Config, through the plug.
func (p *Plug) Config() aws.Config { return p.ConfigFor(cmp.Or(p.emulator.Account, defaultAccount)) }

// ConfigFor is the emulator's ConfigFor, through the plug.
func (p *Plug) ConfigFor(account string) aws.Config { return p.emulator.config(account, p) }

// Cut has every request fail before its effect from now on. A request that is on its way keeps its
// effect, but its answer does not come through; subscriptions break.
func (p *Plug) Cut() {
	p.set(func() { p.mu.cut = true })
	p.Resume() // what is held learns of it
}

// Mend undoes Cut.
func (p *Plug) Mend() { p.set(func() { p.mu.cut = false }) }

// Pause holds requests and answers until Resume.
func (p *Plug) Pause() {
	p.set(func() {
		if p.mu.resumed == nil {
			p.mu.resumed = make(chan struct{})
		}
	})
}

// Resume lets everything go on that Pause held.
func (p *Plug) Resume() {
	p.set(func() {
		if p.mu.resumed != nil {
			close(p.mu.resumed)
			p.mu.resumed = nil
		}
	})
}

func (p *Plug) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	if p.mu.change != nil {
		close(p.mu.change)
		p.mu.change = nil
	}
}

// changed is closed when something is done to the plug. Without a plug it never is.
func (p *Plug) changed() <-chan struct{} {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mu.change == nil {
		p.mu.change = make(chan struct{})
	}
	return p.mu.change
}

// severed: is it cut? Nothing severs what has no plug.
func (p *Plug) severed() bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mu.cut
}

// Do sends one request. It is what the SDK calls.
func (p *Plug) Do(r *http.Request) (*http.Response, error) {
	if err := p.through(r.Context()); err != nil {
		return nil, err
	}
	out, err := direct{p.emulator, passage{plug: p}}.Do(r)
	if err != nil {
		return nil, err
	}
	if err := p.through(r.Context()); err != nil {
		_ = out.Body.Close() // an answer that nobody will read
		return nil, err
	}
	return out, nil
}

// through waits while the plug is paused, and fails once it is cut.
func (p *Plug) through(ctx context.Context) error {
	for {
		p.mu.Lock()
		cut, resumed := p.mu.cut, p.mu.resumed
		p.mu.Unlock()
		switch {
		case cut:
			return broken()
		case resumed == nil:
			return nil
		}
		select {
		case <-resumed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
