package processor

import (
	"context"
	"errors"
	"runtime/debug"
)

// Panics as errors, for adapters that decide what is to come of a failure.

// Recovered tells whether err comes of a panic of user code: its value, and the stack of the goroutine
// when it panicked. A policy may stop the worker on it, a sink may keep the stack.
func Recovered(err error) (value any, stack []byte, ok bool) {
	p, ok := errors.AsType[*panicked](err)
	if !ok {
		return nil, nil, false
	}
	return p.value, p.stack, true
}

// try makes a call of user code whose panic is an error. runtime.Goexit goes on to the runner, which
// treats it as a failure of the whole call.
func try(call func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{v, debug.Stack()}
		}
	}()
	return call()
}

// process is ProcessRecords, with a panic as an error.
func process(ctx context.Context, p RecordProcessor, in *Batch) error {
	return try(func() error { return p.ProcessRecords(ctx, in) })
}
