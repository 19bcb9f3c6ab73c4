package processor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Broken by: within that returns before the call does; with another cause; that hides FailedAt.
func TestAHungCallIsCancelledAndAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var causes []error
		calls, inside := 0, 0
		f := processor.Each(func(ctx context.Context, r *processor.Record) error {
			if inside++; inside > 1 {
				t.Error("called while the call before is under way")
			}
			defer func() { inside-- }()
			if calls++; calls != 2 {
				return nil
			}
			<-ctx.Done()
			causes = append(causes, context.Cause(ctx))
			time.Sleep(time.Minute) // it does not care
			return ctx.Err()
		})
		report := processortest.Run(t, processor.Chain(f, processor.Deadline(5*time.Second)), processortest.Records("a", "b", "c"))
		same(t, "delivered", report.Delivered(), []string{"a", "b", "c", "b", "c"})
		if len(causes) != 1 || causes[0] != processor.ErrDeadline {
			t.Errorf("causes = %v, want ErrDeadline", causes)
		}
		passed, failed := events[processor.DeadlinePassed](report), events[processor.BatchFailed](report)
		if len(passed) != 1 || passed[0].Took != 65*time.Second || passed[0].Call != "ProcessRecords" {
			t.Errorf("events = %+v, want one, of ProcessRecords after 65 s", passed)
		}
		if len(failed) != 1 || failed[0].Done != 1 || !errors.Is(failed[0].Err, processor.ErrDeadline) || !errors.Is(failed[0].Err, context.DeadlineExceeded) {
			t.Errorf("failed = %+v, want one that wraps ErrDeadline and what the call said, after 1 record", failed)
		}
	})
}

// Broken by: within that makes an error of every call that was late.
func TestALateCallThatIsDoneIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := processor.Func(func(context.Context, *processor.Batch) error { time.Sleep(time.Minute); return nil })
		report := processortest.Run(t, processor.Chain(f, processor.Deadline(time.Second)), processortest.Records("a"))
		if len(events[processor.BatchFailed](report)) != 0 || len(events[processor.DeadlinePassed](report)) != 1 {
			t.Errorf("events = %v, want no failure, and that it was late", report.Events)
		}
	})
}

// Broken by: within that takes every end of the context for its own.
func TestALostLeaseIsNoDeadline(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	f := processor.Func(func(ctx context.Context, _ *processor.Batch) error {
		cancel(processortest.ErrLost)
		return context.Cause(ctx)
	})
	p := processor.Deadline(time.Hour)(f)(processor.Shard{})
	err := p.ProcessRecords(ctx, &processor.Batch{Records: processortest.Records("a")})
	if err != processortest.ErrLost {
		t.Errorf("%v, want %v", err, processortest.ErrLost)
	}
}

// Broken by: a timed processor that forwards Initialize or ShardEnded as they came.
func TestDeadlinesHoldForEveryCallThatIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := func(processor.Shard) processor.RecordProcessor { return &slothful{} }
		report := processortest.Run(t, processor.Chain(f, processor.Deadline(time.Second)), processortest.Records("a"))
		same(t, "calls", report.Names(), []string{"Initialize", "Initialize", "ProcessRecords", "ShardEnded", "ShardEnded"})
	})
}

// slothful hangs in each call once.
type slothful struct {
	processor.Defaults
	began, ended bool
}

func (p *slothful) Initialize(ctx context.Context, _ *processor.Start) error {
	return hang(ctx, &p.began)
}
func (p *slothful) ProcessRecords(context.Context, *processor.Batch) error { return nil }
func (p *slothful) ShardEnded(ctx context.Context, _ *processor.End) error {
	return hang(ctx, &p.ended)
}

func hang(ctx context.Context, before *bool) error {
	if *before {
		return nil
	}
	*before = true
	<-ctx.Done()
	return context.Cause(ctx)
}
