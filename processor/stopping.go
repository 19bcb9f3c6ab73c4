package processor

import "context"

// When an adapter begins nothing more within a call.

// over is why no further record is to be begun under ctx: its cause, or ErrStopped when reading ended.
// Nil: go on.
func over(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case <-Stopping(ctx):
		return ErrStopped
	default:
		return nil
	}
}
