package processor_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

var threeTimes = processor.RetryPolicy{Attempts: 3}

// Broken by: DeadLetter that returns after the letter; that takes the record before the bad one too.
func TestAPoisonRecordIsTakenAwayAndTheRestGoesOn(t *testing.T) {
	for name, adapters := range map[string][]func(processor.Factory) processor.Factory{
		"with Bisect": {processor.Bisect()},
		"by itself":   {},
	} {
		t.Run(name, func(t *testing.T) {
			var n notes
			var d drawer
			f := processor.Chain(processor.Chain(taste(&n, "c", "f"), adapters...), processor.DeadLetterAfter(threeTimes, &d))
			report := inBubble(t, f)
			same(t, "letters", d.names(), []string{"c/3", "f/3"})
			same(t, "done", n.done, []string{"a", "b", "d", "e", "g", "h"})
			if report.How != processor.Ended {
				t.Errorf("%v, want ended", report.How)
			}
			told := events[processor.DeadLettered](report)
			if len(told) != 2 || told[0].Position != processortest.At(3) || told[0].Attempts != 3 || !errors.Is(told[0].Err, errPoison) {
				t.Errorf("events = %+v, want records 3 and 6", told)
			}
			if l := d.letters[0]; l.First.Equal(l.Last) || l.Shard.ID == "" || !errors.Is(l.Err, processor.ErrGivenUp) {
				t.Errorf("letter = %+v, want one with its shard that failed over some time and was given up", l)
			}
		})
	}
}

// Broken by: put that forgets the letter when the sink fails; DeadLetter that counts the record as done
// then.
func TestARecordIsDoneOnlyWhenTheSinkHasIt(t *testing.T) {
	var n notes
	d := drawer{fail: func(n int) error {
		if n < 5 {
			return errSick
		}
		return nil
	}}
	report := inBubble(t, processor.Chain(taste(&n, "c"), processor.DeadLetterAfter(threeTimes, &d)))
	same(t, "letters", d.names(), []string{"c/3"})
	same(t, "done", n.done, []string{"a", "b", "d", "e", "f", "g", "h"})
	calls := 0
	for _, b := range n.batches {
		if b == "c!" {
			calls++
		}
	}
	if calls != 1 { // alone, at the end of halving; the sink's four failures are not the record's
		t.Errorf("the record was tried %d times alone in %q, want once", calls, n.batches)
	}
	for _, p := range report.Saved {
		if p.Position == processortest.At(3) {
			t.Errorf("stored %v", p.Position)
		}
	}
	pauses := 0
	for _, e := range events[processor.BatchFailed](report) {
		if errors.Is(e.Err, errSick) && e.Retry == 100*time.Millisecond<<pauses {
			pauses++
		}
	}
	if pauses != 4 {
		t.Errorf("%d pauses of the sink double from 100 ms, want 4", pauses)
	}
}

// Broken by: takes that takes whatever IsFinal is.
func TestOnlyARecordIsTakenAwayAndNotAShard(t *testing.T) {
	for _, err := range []error{processor.HaltShard(errSick), processor.StopWorker(errSick), errSick} {
		var n notes
		var d drawer
		p := processor.DeadLetter(&d)(tasteBy(&n, func(processor.Record, int) error { return err }))(processor.Shard{})
		got := p.ProcessRecords(t.Context(), &processor.Batch{Records: processortest.Records("a")})
		if got != err || d.puts != 0 {
			t.Errorf("%v with %d letters, want %v with none", got, d.puts, err)
		}
	}
}

// Broken by: takes without its look at the context.
func TestNothingIsTakenAwayWhenTheContextHasEnded(t *testing.T) {
	var n notes
	var d drawer
	ctx, cancel := context.WithCancel(t.Context())
	p := processor.DeadLetter(&d)(tasteBy(&n, func(processor.Record, int) error { cancel(); return processor.Final(errSick) }))(processor.Shard{})
	if err := p.ProcessRecords(ctx, &processor.Batch{Records: processortest.Records("a")}); err == nil || d.puts != 0 {
		t.Errorf("%v with %d letters, want an error with none", err, d.puts)
	}
}

// A sink that refuses for good lets one further out have the record.
// Broken by: put that wraps a Final error of the sink in RetryAfter and hides it.
func TestASecondSinkTakesWhatTheFirstRefuses(t *testing.T) {
	var n notes
	var outer drawer
	inner := drawer{fail: func(int) error { return processor.Final(errors.New("too large")) }}
	f := processor.Chain(taste(&n, "c"), processor.DeadLetter(&outer), processor.DeadLetterAfter(threeTimes, &inner), processor.Bisect())
	inBubble(t, f)
	same(t, "letters", outer.names(), []string{"c/3"})
	same(t, "done", n.done, []string{"a", "b", "d", "e", "f", "g", "h"})
}

// Broken by: DeadLetter that keeps the stack of a panic to itself.
func TestThePanicOfALetterIsShown(t *testing.T) {
	var d drawer
	f := processor.Each(func(_ context.Context, r *processor.Record) error {
		if string(r.Data) == "c" {
			panic("bad")
		}
		return nil
	})
	report := inBubble(t, processor.Chain(f, processor.DeadLetterAfter(processor.RetryPolicy{Attempts: 1}, &d)))
	if p := events[processor.Panicked](report); len(p) != 1 || len(p[0].Stack) == 0 {
		t.Errorf("%d panics shown, want 1 with its stack", len(p))
	}
	same(t, "letters", d.names(), []string{"c/1"})
}

// What is kept must not keep the page, nor change with it.
// Broken by: write without Clone.
func TestALetterIsItsOwn(t *testing.T) {
	var n notes
	d := drawer{}
	records := processortest.Records("a", "b")
	p := processor.DeadLetter(&d)(tasteBy(&n, func(processor.Record, int) error { return processor.Final(errPoison) }))(processor.Shard{})
	if err := p.ProcessRecords(t.Context(), &processor.Batch{Records: records}); err != nil {
		t.Fatal(err)
	}
	records[0].Data[0] = '!'
	same(t, "letters", d.names(), []string{"a/1", "b/1"})
}

// Broken by: DeadLetter that goes on with the attempt of the record that it took away.
func TestTheRecordBehindALetterStartsAtItsFirstAttempt(t *testing.T) {
	var attempts []int
	f := processor.Func(func(_ context.Context, b *processor.Batch) error {
		if attempts = append(attempts, b.Attempt); len(attempts) == 1 {
			return processor.Final(processor.FailedAt(b.Records[0].Position, errPoison))
		}
		return nil
	})
	p := processor.DeadLetter(new(drawer))(f)(processor.Shard{})
	if err := p.ProcessRecords(t.Context(), &processor.Batch{Records: processortest.Records("a", "b"), Attempt: 3}); err != nil {
		t.Fatal(err)
	}
	same(t, "attempts", attempts, []int{3, 1})
}
