package processor_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// remark is an event of an adapter of the user's.
type remark struct{}

func (remark) Event() string        { return "remark" }
func (remark) LogValue() slog.Value { return slog.GroupValue() }

// Broken by: Run without WithHooks; LeaseLost under a context of its own making.
func TestWhatIsEmittedInAnyCallIsObserved(t *testing.T) {
	for end, option := range map[string]processortest.Option{"end": processortest.Children(), "stop": processortest.Stopped()} {
		t.Run(end, func(t *testing.T) {
			f := func(processor.Shard) processor.RecordProcessor { return remarking{} }
			report := inBubble(t, f, option)
			if got, want := len(events[remark](report)), len(report.Calls); got != want {
				t.Errorf("%d remarks, want %d: one of each call", got, want)
			}
		})
	}
}

type remarking struct{}

func (remarking) remark(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel() // what is under the call's context is in the call
	processor.Emit(ctx, remark{})
	return nil
}
func (p remarking) Initialize(ctx context.Context, _ *processor.Start) error { return p.remark(ctx) }
func (p remarking) ProcessRecords(ctx context.Context, _ *processor.Batch) error {
	return p.remark(ctx)
}
func (p remarking) ShutdownRequested(ctx context.Context, _ *processor.Stop) error {
	return p.remark(ctx)
}
func (p remarking) ShardEnded(ctx context.Context, _ *processor.End) error { return p.remark(ctx) }
func (p remarking) LeaseLost(ctx context.Context, _ *processor.Lost)       { _ = p.remark(ctx) }

// Broken by: Emit that takes the hooks for granted; Stopping that answers with a closed channel.
func TestWithoutARunnerThereAreNoHooks(t *testing.T) {
	processor.Emit(t.Context(), remark{})
	processor.Emit(processor.WithHooks(t.Context(), nil, nil), remark{})
	if c := processor.Stopping(t.Context()); c != nil {
		t.Errorf("Stopping = %v, want nil", c)
	}
}

// Broken by: Stopping that is the end of reading's own context; Run that cancels the call's.
func TestWhoeverWaitsInACallSeesTheStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waited time.Duration
		var cause error
		p := &scripted{process: func(ctx context.Context, b *processor.Batch) error {
			began := time.Now()
			select {
			case <-processor.Stopping(ctx):
			case <-time.After(time.Hour):
			}
			waited, cause = time.Since(began), context.Cause(ctx)
			return processor.FailedAt(b.Records[1].Position, processor.ErrStopped)
		}}
		r := start(t, p.factory(), processor.Page{Records: processortest.Records("a", "b")})
		time.Sleep(time.Minute)
		out := r.end()
		if waited != time.Minute || cause != nil {
			t.Errorf("waited %v, the context ended with %v; want a minute, and that it goes on", waited, cause)
		}
		if out.How != processor.Stopped || out.Progress.Position != processortest.At(1) {
			t.Errorf("%v at %v, want stopped at 1", out.How, out.Progress.Position)
		}
	})
}
