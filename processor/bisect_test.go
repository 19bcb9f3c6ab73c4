package processor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Broken by: isolate that begins with the upper half; that returns FailedAt the first of its records.
func TestABatchIsHalvedDownToThePoisonRecord(t *testing.T) {
	var n notes
	report := inBubble(t, processor.Chain(taste(&n, "f"), processor.Bisect()), processortest.GiveUpAfter(2))
	same(t, "batches", n.batches, []string{"a b c d e f g h!", "a b c d", "e f!", "e", "f!", "f!"})
	if report.Progress.Position != processortest.At(5) {
		t.Errorf("stopped at %v, want 5: what is before the poison record is done", report.Progress.Position)
	}
	found := events[processor.Isolated](report)
	if len(found) != 1 || found[0].Position != processortest.At(6) || found[0].Records != 8 || found[0].Calls != 4 {
		t.Errorf("events = %+v, want one: record 6, of 8, in 4 calls", found)
	}
}

// Broken by: bisecting that forgets its suspect.
func TestARecordThatWasFoundIsTriedAloneAndTheRestTogether(t *testing.T) {
	var n notes
	f := tasteBy(&n, func(r processor.Record, attempt int) error {
		if string(r.Data) == "c" && attempt < 3 {
			return errPoison
		}
		return nil
	})
	report := inBubble(t, processor.Chain(f, processor.Bisect()))
	same(t, "batches", n.batches, []string{"a b c d e f g h!", "a b c d!", "a b", "c!", "c!", "c", "d e f g h"})
	same(t, "done", n.done, []string{"a", "b", "c", "d", "e", "f", "g", "h"})
	if report.How != processor.Ended {
		t.Errorf("%v, want ended", report.How)
	}
}

// Broken by: isolate that takes the last record for bad without a look at it.
func TestABatchThatFailsOnceIsDoneInParts(t *testing.T) {
	var n notes
	failed := false
	f := tasteBy(&n, func(processor.Record, int) error {
		if !failed {
			failed = true
			return errSick
		}
		return nil
	})
	report := inBubble(t, processor.Chain(f, processor.Bisect()))
	same(t, "batches", n.batches, []string{"a b c d e f g h!", "a b c d", "e f", "g", "h"})
	if len(events[processor.BatchFailed](report)) != 0 {
		t.Error("the batch failed for the runner, want not")
	}
}

// What fails in a half may pass alone; the other half is still to come then.
// Broken by: after that forgets what lies behind the suspects.
func TestWhenNothingIsLeftOfTheSuspectsTheRestComesTogether(t *testing.T) {
	var n notes
	calls := 0
	f := tasteBy(&n, func(r processor.Record, _ int) error {
		if string(r.Data) == "a" {
			calls++
		}
		if calls < 3 {
			return errSick
		}
		return nil
	})
	inBubble(t, processor.Chain(f, processor.Bisect()))
	same(t, "batches", n.batches, []string{"a b c d e f g h!", "a b c d!", "a b", "c", "d", "e f g h"})
}

// Broken by: aboutOneOf without its look at the verdict; at the place.
func TestWhatIsNotAboutOneRecordIsNotHalved(t *testing.T) {
	for name, err := range map[string]error{
		"halt":  processor.HaltShard(errSick),
		"stop":  processor.StopWorker(errSick),
		"pause": processor.RetryAfter(errSick, 1),
		"named": processor.FailedAt(processortest.At(3), errSick),
	} {
		t.Run(name, func(t *testing.T) {
			var n notes
			p := processor.Bisect()(tasteBy(&n, func(processor.Record, int) error { return err }))(processor.Shard{})
			got := p.ProcessRecords(t.Context(), &processor.Batch{Records: processortest.Records("a", "b", "c", "d")})
			if got != err || len(n.batches) != 1 {
				t.Errorf("%v after %q, want %v after one call", got, n.batches, err)
			}
		})
	}
}

// Broken by: isolate without try; Recovered that looks at err alone.
func TestAPanicIsHalvedAndKeepsItsStack(t *testing.T) {
	var n notes
	f := tasteBy(&n, func(r processor.Record, _ int) error {
		if string(r.Data) == "b" {
			panic("b is bad")
		}
		return nil
	})
	report := inBubble(t, processor.Chain(f, processor.Bisect()), processortest.GiveUpAfter(1))
	same(t, "done", n.done, []string{"a"})
	failed, panics := events[processor.BatchFailed](report), events[processor.Panicked](report)
	if len(failed) != 1 || failed[0].Done != 1 || len(panics) != 1 || len(panics[0].Stack) == 0 {
		t.Fatalf("failed = %+v, panics = %d; want one each, with a stack", failed, len(panics))
	}
	if v, stack, ok := processor.Recovered(failed[0].Err); v != "b is bad" || len(stack) == 0 || !ok {
		t.Errorf("Recovered = %v, %d bytes, %v; want the value and its stack", v, len(stack), ok)
	}
}

// Broken by: isolate without over.
func TestHalvingEndsWithReading(t *testing.T) {
	var n notes
	stopping := make(chan struct{})
	f := tasteBy(&n, func(r processor.Record, _ int) error {
		if string(r.Data) == "b" {
			close(stopping)
		}
		if string(r.Data) == "d" {
			return processor.Final(errPoison)
		}
		return nil
	})
	n.batches = nil
	p := processor.Bisect()(f)(processor.Shard{})
	ctx := processor.WithHooks(t.Context(), nil, stopping)
	err := p.ProcessRecords(ctx, &processor.Batch{Records: processortest.Records("a", "b", "c", "d")})
	if len(n.batches) != 1 || !errors.Is(err, processor.ErrStopped) || processor.IsFinal(err) {
		t.Errorf("%v after %q, want ErrStopped, not final, after one call", err, n.batches)
	}
}

// A checkpoint of a half must not cover the other one.
// Broken by: part that keeps the Checkpointer of the batch; isolate without undone.
func TestACheckpointOfAPartEndsWithIt(t *testing.T) {
	var n notes
	f := func(processor.Shard) processor.RecordProcessor {
		return byHand{tasting{fails: func(r processor.Record, _ int) error {
			if string(r.Data) == "g" {
				return errPoison
			}
			return nil
		}, notes: &n}}
	}
	report := inBubble(t, processor.Chain(f, processor.Bisect()), processortest.Manual(), processortest.GiveUpAfter(2))
	if report.Progress.Position != processortest.At(6) {
		t.Errorf("stored is %v, want 6, the last record before the bad one", report.Progress.Position)
	}
}

// byHand checkpoints what it did not fail on.
type byHand struct{ tasting }

func (p byHand) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	if err := p.tasting.ProcessRecords(ctx, b); err != nil {
		return err
	}
	return b.Checkpointer.Checkpoint(ctx)
}

// Broken by: placed that is err as it came; ProcessRecords that forgets what is done before rest.
func TestWhatIsDoneBeforeTheRestIsSaid(t *testing.T) {
	var n notes
	p := processor.Bisect()(tasteBy(&n, func(r processor.Record, attempt int) error {
		if string(r.Data) == "a" && attempt == 1 {
			return errPoison
		}
		if string(r.Data) == "b" {
			return processor.HaltShard(errSick)
		}
		return nil
	}))(processor.Shard{})
	batch := &processor.Batch{Records: processortest.Records("a", "b", "c"), Attempt: 1}
	_ = p.ProcessRecords(t.Context(), batch)
	batch.Attempt = 2
	err := p.ProcessRecords(t.Context(), batch) // a is done, b and c are not
	if want := processor.FailedAt(processortest.At(2), errSick); err == nil || err.Error() != want.Error() || !processor.IsFinal(err) {
		t.Errorf("%v, want %v, and the verdict", err, want)
	}
}

// Broken by: after without undone; ProcessRecords without it.
func TestWhatACallCheckpointedBeforeItFailedIsNotDeliveredAgain(t *testing.T) {
	var first []string
	f := processor.Func(func(ctx context.Context, b *processor.Batch) error {
		first = append(first, string(b.Records[0].Data))
		if len(first) > 2 {
			return nil
		}
		if err := b.Checkpointer.CheckpointAt(ctx, b.Records[0].Position); err != nil {
			t.Error(err)
		}
		return errSick
	})
	inBubble(t, processor.Chain(f, processor.Bisect()))
	same(t, "the first of each call", first, []string{"a", "b", "c", "d", "e"}) // b c d fail together, c and d are left of them
}
