package processor_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// A Runner at work in a bubble, for tests that do something to it meanwhile.

type running struct {
	*processor.Runner
	row   *processortest.Row
	stop  func()
	ended chan processor.Outcome
	ends  []error // what EndWorker was told

	mu     sync.Mutex
	events []processor.Event
}

// pass lets time go by, and whatever is due then.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// start runs f over pages; end ends it.
func start(t *testing.T, f processor.Factory, pages ...processor.Page) *running {
	return startFrom(t, f, &processortest.Source{Pages: pages})
}

func startFrom(t *testing.T, f processor.Factory, source processor.Source) *running {
	row := processortest.NewRow(checkpoint.Progress{})
	r := &running{row: row, ended: make(chan processor.Outcome, 1)}
	r.Runner = &processor.Runner{
		Shard: processor.Shard{Stream: "stream", ID: "shardId-000000000000"},
		New:   f, Source: source, Committer: row, Held: row.Held, Finish: row.Finish,
		Observe:   r.note,
		EndWorker: func(err error) { r.ends = append(r.ends, err) },
	}
	stopping := make(chan struct{})
	r.stop = sync.OnceFunc(func() { close(stopping) })
	go func() { r.ended <- r.Run(t.Context(), stopping, nil) }()
	return r
}

func (r *running) end() processor.Outcome {
	r.stop()
	return <-r.ended
}

func (r *running) note(e processor.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// told counts the events of that name.
func (r *running) told(name string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		if e.Event() == name {
			n++
		}
	}
	return n
}

// scripted is a processor whose calls are functions; nil ones do nothing.
type scripted struct {
	processor.Defaults
	initialize func(context.Context) error
	process    func(context.Context, *processor.Batch) error
	shutDown   func(context.Context) error
	end        func(context.Context) error
}

func (p *scripted) factory() processor.Factory {
	return func(processor.Shard) processor.RecordProcessor { return p }
}

func (p *scripted) Initialize(ctx context.Context, _ *processor.Start) error {
	return call(ctx, p.initialize)
}

func (p *scripted) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	if p.process == nil {
		return nil
	}
	return p.process(ctx, b)
}

func (p *scripted) ShutdownRequested(ctx context.Context, _ *processor.Stop) error {
	return call(ctx, p.shutDown)
}

func (p *scripted) ShardEnded(ctx context.Context, _ *processor.End) error { return call(ctx, p.end) }

func call(ctx context.Context, f func(context.Context) error) error {
	if f == nil {
		return nil
	}
	return f(ctx)
}
