package emulator

// Hooks: what a test does to requests on their way. They run outside every lock, in the goroutine
// of their request, in the order in which they were added; a waiting hook holds up nobody else. Each
// is applied to every call that it is for, whatever the others have decided.

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// A Hook is the handle of something that was put in the way of requests.
type Hook struct {
	operation string // "*": all
	options   options
	before    func(context.Context, *Call) // nil for an observer
	after     func(Call)
	seen      atomic.Int64 // calls that matched, chosen or not
	owner     *hooks
}

// Remove takes the hook away. Calls that it is working on are not disturbed.
func (h *Hook) Remove() { h.owner.change(func(all []*Hook) []*Hook { return without(all, h) }) }

// Count is how many calls the hook was applied to.
func (h *Hook) Count() int { return h.options.chosen(int(h.seen.Load())) }

// applies decides whether this call is one of the hook's, and counts it.
func (h *Hook) applies(c *Call) bool {
	if h.operation != "*" && h.operation != c.Operation {
		return false
	}
	for _, where := range h.options.where {
		if !where(c) {
			return false
		}
	}
	n := int(h.seen.Add(1))
	return h.options.chosen(n) > h.options.chosen(n-1)
}

// hooks is the list, which is replaced and never changed, so that a request reads it without a lock.
type hooks struct {
	mu  sync.Mutex
	all atomic.Pointer[[]*Hook]
}

func (l *hooks) list() []*Hook {
	if all := l.all.Load(); all != nil {
		return *all
	}
	return nil
}

func (l *hooks) change(f func([]*Hook) []*Hook) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Store(new(f(l.list())))
}

func (l *hooks) add(h *Hook) *Hook {
	h.owner = l
	l.change(func(all []*Hook) []*Hook { return append(slices.Clip(all), h) })
	return h
}

func without(all []*Hook, gone *Hook) []*Hook {
	return slices.DeleteFunc(slices.Clone(all), func(h *Hook) bool { return h == gone })
}

// before runs the hooks of a call, all of them: a call that one hook refuses still takes the time
// that another makes it take.
func (l *hooks) before(ctx context.Context, c *Call) {
	for _, h := range l.list() {
		if h.before != nil && h.applies(c) {
			h.before(ctx, c)
		}
	}
}

// observe shows a call that is over to the observers.
func (l *hooks) observe(c Call) {
	for _, h := range l.list() {
		if h.after != nil && h.applies(&c) {
			h.after(c)
		}
	}
}
