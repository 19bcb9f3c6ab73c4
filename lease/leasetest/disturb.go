package leasetest

// How a call to a Memory passes: it waits, has its effect or is refused, answers or does not.

import (
	"context"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/internal/pause"
)

// call has effect at one instant, unless the call is disturbed.
func (m *Memory) call(ctx context.Context, c Call, effect func()) error {
	if err := pause.For(ctx, m.Before); err != nil {
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
	if err := pause.For(ctx, m.After); err != nil {
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
