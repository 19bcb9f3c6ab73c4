package processor

import "context"

// What the runner gives to user code and to adapters with the context of a call.

type hooksKey struct{}

type hooks struct {
	observe  func(Event)
	stopping <-chan struct{}
}

// WithHooks is ctx as the runner gives it to user code: Emit then reaches observe, and Stopping is
// stopping. It is for tests of adapters, and for adapters that call user code under a context of
// their own making.
func WithHooks(ctx context.Context, observe func(Event), stopping <-chan struct{}) context.Context {
	return context.WithValue(ctx, hooksKey{}, hooks{observe, stopping})
}

func hooksOf(ctx context.Context) hooks {
	h, _ := ctx.Value(hooksKey{}).(hooks)
	return h
}

// Emit tells the worker's observers of an event of an adapter. Under a context that is not of a call
// of user code it does nothing.
func Emit(ctx context.Context, e Event) {
	if observe := hooksOf(ctx).observe; observe != nil {
		observe(e)
	}
}

// Stopping is closed when reading ends: the worker stops, or another one asked for the shard. The
// context of a call does not end then, so that nothing is cut in half; but whoever waits in a call,
// for a rate or a retry, gives up then and returns FailedAt the first record that is not done. Under
// a context that is not of a call of user code it is nil.
func Stopping(ctx context.Context) <-chan struct{} { return hooksOf(ctx).stopping }
