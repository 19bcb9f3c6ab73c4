package processor_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// A tenure that a test has in its hands: it ends when the test says so.

type tenancy struct {
	runner *processor.Runner
	row    *processortest.Row
	out    chan processor.Outcome
	cancel context.CancelCauseFunc
	stop   func()
	ended  error // of the worker

	mu     sync.Mutex
	events []processor.Event
}

// tenant runs f over one page for each of batches, a second apart; reading then waits until the tenure ends.
func tenant(t *testing.T, f processor.Factory, batches ...[]processor.Record) *tenancy {
	var pages []processor.Page
	n := 0
	for _, records := range batches {
		for i := range records {
			n++
			records[i].Position = processortest.At(n)
		}
		pages = append(pages, processortest.Paged(records, len(records))...)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	source := &processortest.Source{Pages: pages, Before: func(n int) {
		if n > 0 && n < len(pages) {
			time.Sleep(time.Second)
		}
	}}
	stopping := make(chan struct{})
	w := &tenancy{row: processortest.NewRow(checkpoint.Progress{}), out: make(chan processor.Outcome, 1), cancel: cancel}
	w.stop = sync.OnceFunc(func() { close(stopping) })
	w.runner = &processor.Runner{
		Shard: processor.Shard{Stream: "stream", ID: "shardId-000000000000", Token: 1},
		New:   f, Source: source, Committer: w.row, Held: w.row.Held, Finish: w.row.Finish,
		Observe: w.observe, EndWorker: func(err error) { w.ended = err },
	}
	go func() { w.out <- w.runner.Run(ctx, stopping, nil) }()
	t.Cleanup(func() { w.stop(); cancel(nil) })
	return w
}

// lose takes the lease away.
func (w *tenancy) lose() {
	w.row.Lose(processortest.ErrLost)
	w.cancel(processortest.ErrLost)
}

func (w *tenancy) observe(e processor.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

func (w *tenancy) slow() []processor.Slow { return seenBy[processor.Slow](w) }

// seenBy are the events of one type, in order.
func seenBy[E processor.Event](w *tenancy) (found []E) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e, is := e.(E); is {
			found = append(found, e)
		}
	}
	return found
}

func goexit() { runtime.Goexit() }
