package processor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

func isPoison(err error) bool { return errors.Is(err, errPoison) }

// Broken by: decide that asks for every error alike; that loses the place of the error.
func TestErrorsThatAreFinalHaltTheShardOrStopTheWorker(t *testing.T) {
	for name, c := range map[string]struct {
		adapter func(func(error) bool) func(processor.Factory) processor.Factory
		stops   bool
	}{"HaltOn": {processor.HaltOn, false}, "StopOn": {processor.StopOn, true}} {
		t.Run(name, func(t *testing.T) {
			f := processor.Each(func(_ context.Context, r *processor.Record) error {
				if string(r.Data) == "c" {
					return errPoison
				}
				return nil
			})
			report := inBubble(t, processor.Chain(f, c.adapter(isPoison)), processortest.GiveUpAfter(1))
			halted := events[processor.Halted](report)
			if len(halted) != 1 || processor.IsStopWorker(halted[0].Err) != c.stops {
				t.Fatalf("halted = %+v, want once, worker too: %v", halted, c.stops)
			}
			if report.Progress.Position != processortest.At(2) {
				t.Errorf("stored %v, want 2", report.Progress.Position)
			}
		})
	}
}

// Broken by: decide without its look at final.
func TestOtherErrorsAreTriedAgain(t *testing.T) {
	f := processor.Each(failOnce("c"))
	report := inBubble(t, processor.Chain(f, processor.HaltOn(isPoison)))
	if report.How != processor.Ended || len(events[processor.Halted](report)) != 0 {
		t.Errorf("%v, halted %v; want ended, and never", report.How, events[processor.Halted](report))
	}
}

// Broken by: decide without try.
func TestAPanicMayEndTheWorker(t *testing.T) {
	f := processor.Func(func(context.Context, *processor.Batch) error { panic("bad") })
	f = processor.Chain(f, processor.StopOn(func(err error) bool { _, _, ok := processor.Recovered(err); return ok }))
	p := f(processor.Shard{})
	err := p.ProcessRecords(t.Context(), &processor.Batch{Records: processortest.Records("a")})
	if !processor.IsStopWorker(err) {
		t.Errorf("%v, want StopWorker's", err)
	}
}
