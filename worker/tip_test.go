package worker_test

// Until Tip: not before all is done, and not long after.

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func untilTip(w *member) { w.Until = worker.Tip }

// Broken by: waiting for the next renewal to store what is done.
func TestUntilTipEndsPromptly(t *testing.T) {
	play(t, 4, func(f *fleet) {
		f.put(50)
		began := time.Now()
		f.join("a", untilTip)
		if err := f.ends("a", time.Minute); err != nil {
			f.Errorf("Run: %v", err)
		}
		if took := time.Since(began); took > 3*time.Second {
			f.Errorf("Run took %v, want 3 s at most: all was there", took)
		}
		f.allProcessed(0)
	})
}

func TestUntilTipEndsAlsoWhereOthersHoldShards(t *testing.T) {
	play(t, 4, func(f *fleet) {
		f.join("a")
		f.put(50)
		f.settles(4, time.Minute)
		began := time.Now()
		f.join("b", untilTip, func(w *member) { w.MaxLeases = 1 })
		if err := f.ends("b", time.Minute); err != nil {
			f.Errorf("Run: %v", err)
		}
		if took, most := time.Since(began), 3*listEvery; took > most {
			f.Errorf("Run took %v, want %v: a renewal, a listing and a little", took, most)
		}
	})
}

// What arrived in the second in which Run began is there at the start.
// Broken by: a tip that is rounded down to the second.
func TestUntilTipWaitsForWhatCameInTheSecondOfTheStart(t *testing.T) {
	play(t, 1, func(f *fleet) {
		time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
		f.put(10)
		fails := time.Now().Add(20 * time.Second)
		f.join("a", untilTip, func(w *member) {
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				if time.Now().Before(fails) && len(b.Records) > 5 {
					half := *b
					half.Records = b.Records[:5]
					if err := w.process(ctx, &half); err != nil {
						return err
					}
					return processor.FailedAt(b.Records[5].Position, errors.New("not yet"))
				}
				if time.Now().Before(fails) {
					return errors.New("not yet")
				}
				return w.process(ctx, b)
			})
		})
		if err := f.ends("a", 5*time.Minute); err != nil {
			f.Errorf("Run: %v", err)
		}
		f.allProcessed(0)
	})
}

// ending is a processor whose ShardEnded takes its time.
type ending struct {
	processor.Defaults
	*member
}

func (e ending) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	return e.process(ctx, b)
}

func (ending) ShardEnded(context.Context, *processor.End) error {
	time.Sleep(20 * time.Second)
	return nil
}

// A shard of which all records are done, but whose end is not stored, hides its children.
// Broken by: an end of Run once no row is older than the tip.
func TestUntilTipWaitsForTheChildrenOfWhatHasNotEnded(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.put(10)
		f.stream.Split("shardId-000000000000")
		f.put(10)
		f.join("a", untilTip, func(w *member) {
			w.Processor = func(processor.Shard) processor.RecordProcessor { return ending{member: w} }
		})
		if err := f.ends("a", 5*time.Minute); err != nil {
			f.Errorf("Run: %v", err)
		}
		f.allProcessed(0)
	})
}
