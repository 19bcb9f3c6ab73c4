package processortest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// A failing processor costs no real time in a bubble.
func TestARunInABubbleWaitsVirtually(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		report := processortest.Run(t, processor.Func(func(_ context.Context, b *processor.Batch) error {
			if b.Attempt < 9 {
				return errors.New("not yet")
			}
			return nil
		}), processortest.Numbered(2))
		if took := time.Since(began); took < 10*time.Second || len(report.Calls) != 11 {
			t.Errorf("%d calls in %v, want 11 in more than 10 s", len(report.Calls), took)
		}
	})
}

// failing notes that a test was called failed.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Errorf(string, ...any) { f.failed = true }

func TestAProcessorThatNeverGetsOnFailsTheTest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := processor.Func(func(context.Context, *processor.Batch) error { return errors.New("never") })
		f := &failing{TB: t}
		if report := processortest.Run(f, broken, processortest.Numbered(1)); !f.failed || report.How != processor.Stopped {
			t.Errorf("failed %t, %v; want a failed test, stopped", f.failed, report.How)
		}
		f = &failing{TB: t}
		if processortest.Run(f, broken, processortest.Numbered(1), processortest.GiveUpAfter(2)); f.failed {
			t.Error("the test failed, though it was to give up")
		}
	})
}

func TestACallThatPanickedIsInTheReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := processortest.Run(t, processor.Func(func(_ context.Context, b *processor.Batch) error {
			if b.Attempt == 1 {
				panic("poison")
			}
			return nil
		}), processortest.Numbered(1))
		if got := report.Calls[1].Err; !errors.Is(got, processortest.ErrNoReturn) {
			t.Errorf("%v, want ErrNoReturn", got)
		}
	})
}

func TestALostRowTakesNothing(t *testing.T) {
	row := processortest.NewRow(checkpoint.Progress{})
	row.Lose(processortest.ErrLost)
	row.Save(checkpoint.Progress{Position: processortest.At(1)})
	err := row.Commit(t.Context(), checkpoint.Progress{Position: processortest.At(2)})
	if !errors.Is(err, processortest.ErrLost) || len(row.History()) != 0 || row.Late() != 1 {
		t.Errorf("commit: %v, history %v, late %d; want ErrLost, nothing, 1", err, row.History(), row.Late())
	}
}

// A test of a processor: what is stored when the lease is lost on the way.
func ExampleRun() {
	t := exampleT{} // the *testing.T of a test
	double := processor.Each(func(_ context.Context, r *processor.Record) error {
		fmt.Printf("%s%s ", r.Data, r.Data)
		return nil
	})
	report := processortest.Run(t, double, processortest.Records("a", "b", "c"), processortest.PageSize(2), processortest.LeaseLost(nil))
	fmt.Println(report.How, "behind", report.Progress.Position)
	fmt.Println(slices.Compact(report.Names()))
	// Output:
	// aa bb cc lease lost behind 3
	// [Initialize ProcessRecords LeaseLost]
}

type exampleT struct{ testing.TB }

func (exampleT) Helper()                  {}
func (exampleT) Context() context.Context { return context.Background() }
