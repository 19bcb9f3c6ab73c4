package leasetest

// How a call to a Memory passes: it waits, has its effect or is refused, answers or does not.

import (
	"context"
	"fmt"
	"time"
)

// call has effect at one instant, unless the call is disturbed.
func (m *Memory) call(ctx context.Context, c Call, effect func()) error {
	if err := wait(ctx, m.Before); err != nil {
		m.straggle(c, effect)
		return fmt.Errorf("leasetest: %v: %w", c, err)
	}
	if m.Refuse != nil {
		if err := m.Refuse(c); err != nil {
			return fmt.Errorf("leasetest: %v: %w", c, err)
		}
	}
	m.locked(effect)
	if m.Drop != nil {
		if err := m.Drop(c); err != nil {
			return fmt.Errorf("leasetest: %v: %w", c, err)
		}
	}
	if err := wait(ctx, m.After); err != nil {
		return fmt.Errorf("leasetest: %v: %w", c, err)
	}
	return nil
}

// straggle lets the effect come after its call gave up. Nobody waits for it: a timer is no
// goroutine that a bubble would wait for.
func (m *Memory) straggle(c Call, effect func()) {
	if m.Straggle == nil {
		return
	}
	if late := m.Straggle(c); late > 0 {
		time.AfterFunc(late, func() { m.locked(effect) })
	}
}

func (m *Memory) locked(effect func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	effect()
}

// wait lets d pass; it returns early with the cause when ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
