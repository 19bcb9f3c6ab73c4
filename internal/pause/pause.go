// Package pause lets time pass for as long as a context lives.
package pause

import (
	"context"
	"time"
)

// For waits d and returns nil, or the context's cause as soon as that has ended: at once if it
// has already.
func For(ctx context.Context, d time.Duration) error {
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
