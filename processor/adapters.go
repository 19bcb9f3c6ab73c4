package processor

import (
	"context"
	"runtime/debug"
)

// Short ways to a Factory, for processors that are one function.

// Func makes processors of one function that processes batches. It is called for several shards
// at once: what it shares must be safe for that.
func Func(process func(context.Context, *Batch) error) Factory {
	return func(Shard) RecordProcessor { return batches{process: process} }
}

type batches struct {
	Defaults
	process func(context.Context, *Batch) error
}

func (p batches) ProcessRecords(ctx context.Context, in *Batch) error { return p.process(ctx, in) }

// Each makes processors of one function that processes a record at a time, in order. An error or a
// panic is that record's: the ones before it are done and do not come again, it and the ones
// behind it do. When the context ends no further record is begun.
func Each(process func(context.Context, *Record) error) Factory {
	return Func(func(ctx context.Context, in *Batch) error {
		for i := range in.Records {
			r := &in.Records[i]
			if ctx.Err() != nil {
				return FailedAt(r.Position, context.Cause(ctx))
			}
			if err := one(ctx, r, process); err != nil {
				return FailedAt(r.Position, err)
			}
		}
		return nil
	})
}

func one(ctx context.Context, r *Record, process func(context.Context, *Record) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{v, debug.Stack()}
		}
	}()
	return process(ctx, r)
}
