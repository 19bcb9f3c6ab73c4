package processor_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Broken by: reported that takes the first failed position; that counts records in the order that user
// code left them in.
func TestTheLowestFailedPositionCounts(t *testing.T) {
	var calls []int
	f := processor.ReportFailures(func(_ context.Context, b *processor.Batch) ([]checkpoint.Position, error) {
		calls = append(calls, len(b.Records))
		if len(calls) > 1 {
			return nil, nil
		}
		failed := []checkpoint.Position{b.Records[6].Position, b.Records[2].Position, b.Records[4].Position}
		slices.Reverse(b.Records)
		return failed, nil
	})
	report := inBubble(t, f)
	same(t, "sizes", calls, []int{8, 6})
	if failed := events[processor.BatchFailed](report); len(failed) != 1 || !errors.Is(failed[0].Err, processor.ErrReported) || failed[0].Done != 2 {
		t.Errorf("failed = %+v, want once, after 2 records", failed)
	}
}

// Broken by: reported that ignores a position it does not find; that forgets why.
func TestAPositionThatIsNotInTheBatchFailsTheWhole(t *testing.T) {
	for name, c := range map[string]struct {
		failed []checkpoint.Position
		err    error
		done   int
		is     error
	}{
		"unknown":          {[]checkpoint.Position{processortest.At(3), processortest.At(99)}, nil, 0, processor.ErrReported},
		"zero":             {[]checkpoint.Position{{}}, nil, 0, processor.ErrReported},
		"with a reason":    {[]checkpoint.Position{processortest.At(3)}, errSick, 2, errSick},
		"only a reason":    {nil, errSick, 0, errSick},
		"one that failed":  {[]checkpoint.Position{processortest.At(8)}, nil, 7, processor.ErrReported},
		"first that there": {[]checkpoint.Position{processortest.At(1)}, nil, 0, processor.ErrReported},
	} {
		t.Run(name, func(t *testing.T) {
			f := processor.ReportFailures(func(context.Context, *processor.Batch) ([]checkpoint.Position, error) { return c.failed, c.err })
			failed := events[processor.BatchFailed](inBubble(t, f, processortest.GiveUpAfter(1)))
			if len(failed) != 1 || failed[0].Done != c.done || !errors.Is(failed[0].Err, c.is) {
				t.Errorf("failed = %+v, want %d done, and %v", failed, c.done, c.is)
			}
		})
	}
}

// Broken by: unplaced in which Bisect finds a place.
func TestAReportOfNoRecordIsHalved(t *testing.T) {
	f := processor.ReportFailures(func(_ context.Context, b *processor.Batch) ([]checkpoint.Position, error) {
		for _, r := range b.Records {
			if string(r.Data) == "c" {
				return nil, errPoison
			}
		}
		return nil, nil
	})
	report := inBubble(t, processor.Chain(f, processor.Bisect()), processortest.GiveUpAfter(1))
	if found := events[processor.Isolated](report); len(found) != 1 || found[0].Position != processortest.At(3) {
		t.Errorf("found %+v, want record 3", found)
	}
}
