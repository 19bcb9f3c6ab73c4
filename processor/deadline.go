package processor

import (
	"context"
	"errors"
	"time"
)

// A limit of time for calls that hang. It reads the clock for its event.

// ErrDeadline is the cause with which the context of a call ends that Deadline cancels, and is wrapped by
// the error that the call then returns.
var ErrDeadline = errors.New("processor: the call took longer than its deadline")

// Deadline is an adapter that ends the context of a call after limit, with cause ErrDeadline: of
// Initialize, ProcessRecords and ShardEnded, which are repeated when they fail. It waits for the call to
// return, however long that takes: user code that goes on while its records are delivered again would
// break their order. So a call that ignores its context still holds its shard; Slow shows it. What the
// call returns counts: nil means done, also when it was late. The event is DeadlinePassed, when the call
// has returned.
//
// There is no such limit by default, since nobody but the user knows what is long. It should be above what
// a good batch takes at worst, or that never gets done; a limit of 0 or less is none.
func Deadline(limit time.Duration) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor {
		if limit <= 0 {
			return p
		}
		return timed{p, limit}
	})
}

type timed struct {
	RecordProcessor
	limit time.Duration
}

func (p timed) Initialize(ctx context.Context, in *Start) error {
	return p.within(ctx, in.Shard, "Initialize", func(ctx context.Context) error { return p.RecordProcessor.Initialize(ctx, in) })
}

func (p timed) ProcessRecords(ctx context.Context, in *Batch) error {
	return p.within(ctx, in.Shard, "ProcessRecords", func(ctx context.Context) error { return p.RecordProcessor.ProcessRecords(ctx, in) })
}

func (p timed) ShardEnded(ctx context.Context, in *End) error {
	return p.within(ctx, in.Shard, "ShardEnded", func(ctx context.Context) error { return p.RecordProcessor.ShardEnded(ctx, in) })
}

func (p timed) within(ctx context.Context, s Shard, name string, call func(context.Context) error) error {
	began := time.Now()
	ctx, cancel := context.WithTimeoutCause(ctx, p.limit, ErrDeadline)
	defer cancel()
	err := try(func() error { return call(ctx) })
	if ctx.Err() == nil || context.Cause(ctx) != ErrDeadline {
		return err
	}
	Emit(ctx, DeadlinePassed{Shard: s, Call: name, Limit: p.limit, Took: time.Since(began), Err: err})
	if err == nil || errors.Is(err, ErrDeadline) {
		return err
	}
	return &tooLong{err}
}

// tooLong is err of a call whose context ended by Deadline. It unwraps to err alone, which may name a
// record.
type tooLong struct{ err error }

func (e *tooLong) Error() string        { return ErrDeadline.Error() + ": " + e.err.Error() }
func (e *tooLong) Unwrap() error        { return e.err }
func (e *tooLong) Is(target error) bool { return target == ErrDeadline }
