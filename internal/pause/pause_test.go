package pause

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Broken by: a context that is not looked at before the wait, or during it.
func TestAPauseEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("enough")
		ctx, end := context.WithCancelCause(t.Context())
		began := time.Now()
		if err := For(ctx, time.Second); err != nil || time.Since(began) != time.Second {
			t.Errorf("For(1s): %v after %v, want nil after 1s", err, time.Since(began))
		}
		time.AfterFunc(time.Second, func() { end(cause) })
		began = time.Now()
		if err := For(ctx, time.Hour); !errors.Is(err, cause) || time.Since(began) != time.Second {
			t.Errorf("For(1h): %v after %v, want %v after 1s", err, time.Since(began), cause)
		}
		if err := For(ctx, 0); !errors.Is(err, cause) {
			t.Errorf("For(0) of an ended context: %v, want %v", err, cause)
		}
	})
}
