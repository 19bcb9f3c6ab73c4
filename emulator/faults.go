package emulator

// What tests do to requests most often. Each is a hook; free-form ones are made by Hook and Observe.
// An operation is a name such as "GetRecords", or "*" for all, of all services.

import (
	"context"
	"time"
)

// Hook has before run for each call of the operation, ahead of its effect. It decides by the
// methods of Call (Refuse, Drop, Stale, HoldAnswer, ...), and may wait; the context is the request's.
func (e *Emulator) Hook(operation string, before func(context.Context, *Call), opts ...Option) *Hook {
	return e.hooks.add(&Hook{operation: operation, options: newOptions(opts), before: before})
}

// Observe has after see each call of the operation once its outcome is known, before its client
// gets the answer. It is called from several goroutines, and must not wait.
func (e *Emulator) Observe(operation string, after func(Call), opts ...Option) *Hook {
	return e.hooks.add(&Hook{operation: operation, options: newOptions(opts), after: after})
}

// Fail refuses calls with a fault. They have no effect.
func (e *Emulator) Fail(operation string, f Fault, opts ...Option) *Hook {
	return e.Hook(operation, func(_ context.Context, c *Call) { c.Refuse(f) }, opts...)
}

// FailAfter lets calls have their effect and answers with a fault all the same.
func (e *Emulator) FailAfter(operation string, f Fault, opts ...Option) *Hook {
	return e.Hook(operation, func(_ context.Context, c *Call) { c.RefuseAfter(f) }, opts...)
}

// Delay makes calls take time: before their effect, and between effect and answer. A client that
// gives up while its request waits for the effect is taken to have never sent it, but see [Stubborn].
func (e *Emulator) Delay(operation string, before, after time.Duration, opts ...Option) *Hook {
	stubborn := newOptions(opts).stubborn
	return e.Hook(operation, func(ctx context.Context, c *Call) {
		if stubborn {
			ctx = context.WithoutCancel(ctx)
		}
		if sleep(ctx, before); ctx.Err() != nil {
			c.Drop()
			return
		}
		c.HoldAnswer(func(ctx context.Context) { sleep(ctx, after) })
	}, opts...)
}

// DropRequest loses calls: no effect, and the client sees its connection break.
func (e *Emulator) DropRequest(operation string, opts ...Option) *Hook {
	return e.Hook(operation, func(_ context.Context, c *Call) { c.Drop() }, opts...)
}

// DropAnswer lets calls have their effect and breaks the client's connection instead of answering.
func (e *Emulator) DropAnswer(operation string, opts ...Option) *Hook {
	return e.Hook(operation, func(_ context.Context, c *Call) { c.DropAnswer() }, opts...)
}

// Stale answers reads as of that long ago: ListShards, DescribeStream and DescribeStreamSummary of
// Kinesis, which lag after a reshard, and reads of DynamoDB without ConsistentRead. Other calls
// are not changed by it.
func (e *Emulator) Stale(operation string, by time.Duration, opts ...Option) *Hook {
	return e.Hook(operation, func(_ context.Context, c *Call) { c.Stale(by) }, opts...)
}

// Pages cuts a Scan or Query into pages of so many items, and lets a gap pass before every page but
// the first: the pages of one scan come from different instants.
func (e *Emulator) Pages(operation string, items int, gap time.Duration, opts ...Option) *Hook {
	return e.Hook(operation, func(ctx context.Context, c *Call) {
		c.PageItems(items)
		if start := c.Member("ExclusiveStartKey"); start != nil && string(start) != "null" {
			sleep(ctx, gap)
		}
	}, opts...)
}

// sleep waits, no longer than the context lives.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
