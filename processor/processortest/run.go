package processortest

import (
	"context"
	"sync"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// One tenure from the first call to the last.

// A Report is what happened.
type Report struct {
	Calls    []Call
	How      processor.How
	Cause    error               // why the tenure ended; nil at the end of the shard
	Progress checkpoint.Progress // as the row says in the end
	Saved    []checkpoint.Progress
	Events   []processor.Event
}

// Names are the names of the calls, in order.
func (r Report) Names() []string {
	var names []string
	for _, c := range r.Calls {
		names = append(names, c.Name)
	}
	return names
}

// Delivered is the data of every record handed to ProcessRecords, in order and with repeats.
func (r Report) Delivered() []string {
	var all []string
	for _, c := range r.Calls {
		for _, rec := range c.Records {
			all = append(all, string(rec.Data))
		}
	}
	return all
}

// DefaultAttempts is how often a batch may fail before Run takes the processor for broken.
const DefaultAttempts = 10

// Run gives records to a processor of f and runs it to the end of its tenure.
func Run(t testing.TB, f processor.Factory, records []processor.Record, options ...Option) Report {
	t.Helper()
	s := settings{pageSize: len(records), attempts: DefaultAttempts}
	for _, option := range options {
		option(&s)
	}
	r := &running{settings: s, t: t, stopping: make(chan struct{}), row: NewRow(s.from)}
	r.row.Fail = s.fail
	return r.run(f, records)
}

type running struct {
	settings
	t        testing.TB
	row      *Row
	stopping chan struct{}
	stopOnce sync.Once
	calls    calls

	mu struct {
		sync.Mutex
		events []processor.Event
	}
}

func (r *running) run(f processor.Factory, records []processor.Record) Report {
	ctx, cancel := context.WithCancelCause(r.t.Context())
	defer cancel(nil)
	runner := &processor.Runner{
		Shard:     processor.Shard{Stream: "stream", ID: "shardId-000000000000", Token: 1},
		New:       r.calls.of(f),
		Source:    r.source(records, cancel),
		Committer: r.row,
		Position:  r.from.Position,
		Done:      r.from.Done,
		Pending:   r.from.Pending,
		Manual:    r.manual,
		Held:      r.row.Held,
		Finish:    r.row.Finish,
		Observe:   r.observe,
	}
	out := runner.Run(ctx, r.stopping, func() bool { return r.end == byHandover })
	return Report{
		Calls: r.calls.all(), How: out.How, Cause: out.Cause,
		Progress: r.row.Progress(), Saved: r.row.History(), Events: r.seen(),
	}
}

// source makes the pages, and what comes behind them.
func (r *running) source(records []processor.Record, cancel context.CancelCauseFunc) *Source {
	src := &Source{Pages: Paged(records, r.pageSize)}
	if r.end == byShardEnd {
		src.Pages = append(src.Pages, processor.Page{End: true, Children: r.children})
	}
	src.Before = func(n int) {
		if n < len(src.Pages) {
			return
		}
		switch r.end {
		case byStop, byHandover:
			r.stop()
		case byLoss:
			r.row.Lose(r.cause)
			cancel(r.cause)
		}
	}
	return src
}

func (r *running) stop() { r.stopOnce.Do(func() { close(r.stopping) }) }

// observe keeps the event, and stops a processor that does not get on.
func (r *running) observe(e processor.Event) {
	r.note(e)
	attempt, what := 0, ""
	switch e := e.(type) {
	case processor.BatchFailed:
		attempt, what = e.Attempt, "ProcessRecords: "+e.Err.Error()
	case processor.CallFailed:
		attempt, what = e.Attempt, e.Call+": "+e.Err.Error()
	case processor.ShardEndRefused:
		attempt, what = e.Attempt, "ShardEnded: no checkpoint"
	}
	if attempt < r.attempts {
		return
	}
	if !r.mayGiveUp {
		r.t.Errorf("processortest: stopped after %d attempts: %s", attempt, what)
	}
	r.stop()
}

func (r *running) note(e processor.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.events = append(r.mu.events, e)
}

func (r *running) seen() []processor.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mu.events
}
