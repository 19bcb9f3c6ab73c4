package processor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// How user code is called: in a goroutine of its own, so that neither a panic nor a
// runtime.Goexit takes the runner with it, and a call that takes long is seen while it runs.

// panicked is the error of a call that panicked.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// errExited is the error of a call that ended its goroutine, as t.FailNow does in a test.
var errExited = errors.New("processor: user code called runtime.Goexit")

// overdueAfter is what user code gets to return after its context ended, before that is shown.
const overdueAfter = time.Second

// DefaultSlowAfter is when a call is shown as slow. It is far above what a batch takes and below
// what an operator notices by himself.
const DefaultSlowAfter = time.Minute

// call makes one call and waits for it, however long it takes: nothing of a tenure goes on while
// user code runs. It tells of a call that is slow, or that goes on after its context ended.
func (x *run) call(ctx context.Context, name string, f func() error) error {
	x.begin(name)
	defer x.begin("")
	began, answer := time.Now(), make(chan error, 1)
	go protect(f, answer)
	limit := cmp.Or(x.SlowAfter, DefaultSlowAfter)
	slow := time.NewTimer(limit)
	defer slow.Stop()
	ended := ctx.Done()
	for {
		select {
		case err := <-answer:
			x.showPanic(name, err)
			return err
		case <-slow.C:
			x.observe(Slow{Shard: x.Shard, Call: name, For: time.Since(began), Cause: context.Cause(ctx)})
			limit *= 2
			slow.Reset(limit)
		case <-ended:
			ended, limit = nil, overdueAfter
			slow.Reset(limit)
		}
	}
}

func protect(f func() error, answer chan<- error) {
	err := errExited
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{v, debug.Stack()}
		}
		answer <- err
	}()
	err = f()
}

func (x *run) showPanic(name string, err error) {
	if p, ok := errors.AsType[*panicked](err); ok {
		x.observe(Panicked{Shard: x.Shard, Call: name, Err: p, Stack: p.stack})
	}
}
