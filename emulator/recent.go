package emulator

// The last calls, for the report of a failed test.

import "sync"

// keptCalls is how many calls are remembered: what fits a screen or two.
const keptCalls = 64

type recent struct {
	mu struct {
		sync.Mutex
		calls [keptCalls]Call
		next  int // ever added
	}
}

// add remembers a call without its body.
func (r *recent) add(c Call) {
	c.Body, c.plan = nil, plan{}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.calls[r.mu.next%keptCalls] = c
	r.mu.next++
}

// Calls is the last 64 calls, oldest first, without their bodies.
func (e *Emulator) Calls() []Call {
	r := &e.recent
	r.mu.Lock()
	defer r.mu.Unlock()
	n := min(r.mu.next, keptCalls)
	calls := make([]Call, 0, n)
	for i := r.mu.next - n; i < r.mu.next; i++ {
		calls = append(calls, r.mu.calls[i%keptCalls])
	}
	return calls
}
