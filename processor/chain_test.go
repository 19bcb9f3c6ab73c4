package processor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// all are the adapters for failures, each of which must be nothing where nothing fails.
func all(d processor.Sink) map[string]func(processor.Factory) processor.Factory {
	never := func(error) bool { return false }
	return map[string]func(processor.Factory) processor.Factory{
		"Retry":           processor.Retry(processor.RetryPolicy{}),
		"Bisect":          processor.Bisect(),
		"DeadLetter":      processor.DeadLetter(d),
		"DeadLetterAfter": processor.DeadLetterAfter(threeTimes, d),
		"Filter":          processor.Filter(func(*processor.Record) bool { return true }),
		"Deadline":        processor.Deadline(time.Hour),
		"HaltOn":          processor.HaltOn(never),
		"StopOn":          processor.StopOn(never),
	}
}

// Broken by: Chain that begins with the first adapter.
func TestTheFirstAdapterNamedIsTheOutermost(t *testing.T) {
	var order []string
	mark := func(name string) func(processor.Factory) processor.Factory {
		return func(f processor.Factory) processor.Factory {
			return processor.Func(func(ctx context.Context, b *processor.Batch) error {
				order = append(order, name)
				return f(b.Shard).ProcessRecords(ctx, b)
			})
		}
	}
	inBubble(t, processor.Chain(processor.Func(func(context.Context, *processor.Batch) error { return nil }), mark("outer"), mark("inner")))
	same(t, "order", order, []string{"outer", "inner"})
}

// Broken by: an adapter that embeds Defaults in place of the processor.
func TestEveryAdapterForwardsEveryCall(t *testing.T) {
	for name, adapter := range all(new(drawer)) {
		for end, option := range map[string]processortest.Option{"end": processortest.Children(), "stop": processortest.Stopped()} {
			t.Run(name+" to its "+end, func(t *testing.T) {
				var inner []string
				f := func(processor.Shard) processor.RecordProcessor { return listening{&inner} }
				report := inBubble(t, processor.Chain(f, adapter), option)
				same(t, "calls", inner, report.Names())
			})
		}
	}
}

// Broken by: around without its look at nil.
func TestAFactoryThatMakesNoneIsTold(t *testing.T) {
	for name, adapter := range all(new(drawer)) {
		if p := adapter(func(processor.Shard) processor.RecordProcessor { return nil })(processor.Shard{}); p != nil {
			t.Errorf("%s makes %v of nothing, want nil", name, p)
		}
	}
}

// Broken by: hand whose batch has no tenure.
func TestABatchThatIsTakenOverPassesThroughEveryAdapter(t *testing.T) {
	for name, adapter := range all(new(drawer)) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen []string
				f := func(processor.Shard) processor.RecordProcessor { return &keeping{seen: &seen} }
				report := processortest.Run(t, processor.Chain(f, adapter), processortest.Numbered(9), processortest.PageSize(2))
				if len(seen) != 9 || report.How != processor.Ended || len(events[processor.CallFailed](report)) != 0 {
					t.Errorf("saw %v, %v; want 9 records and the end", seen, report.How)
				}
				for _, p := range report.Saved {
					if !p.Position.IsShardEnd() && p.Position != processortest.At(9) {
						t.Errorf("stored %v before anything was done", p.Position)
					}
				}
			})
		})
	}
}

// listening writes down its calls.
type listening struct{ calls *[]string }

func (p listening) note(name string) error { *p.calls = append(*p.calls, name); return nil }
func (p listening) Initialize(context.Context, *processor.Start) error {
	return p.note("Initialize")
}
func (p listening) ProcessRecords(context.Context, *processor.Batch) error {
	return p.note("ProcessRecords")
}
func (p listening) ShutdownRequested(context.Context, *processor.Stop) error {
	return p.note("ShutdownRequested")
}
func (p listening) ShardEnded(context.Context, *processor.End) error {
	return p.note("ShardEnded")
}
func (p listening) LeaseLost(context.Context, *processor.Lost) { _ = p.note("LeaseLost") }
