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

// Broken by: Pause that begins to double at the first attempt; without its bound; jitter that adds.
func TestPausesDoubleUpToTheLongestAndJitterTakesAway(t *testing.T) {
	for _, c := range []struct {
		policy  processor.RetryPolicy
		attempt int
		random  float64
		want    time.Duration
	}{
		{processor.RetryPolicy{}, 1, 0, 100 * time.Millisecond},
		{processor.RetryPolicy{}, 1, 1, 50 * time.Millisecond},
		{processor.RetryPolicy{}, 3, 0, 400 * time.Millisecond},
		{processor.RetryPolicy{}, 9, 0, 25600 * time.Millisecond},
		{processor.RetryPolicy{}, 10, 0, 30 * time.Second},
		{processor.RetryPolicy{}, 1 << 40, 0, 30 * time.Second},
		{processor.RetryPolicy{First: time.Minute}, 1, 0, 30 * time.Second},
		{processor.RetryPolicy{First: time.Second, Most: 3 * time.Second}, 2, 0, 2 * time.Second},
		{processor.RetryPolicy{First: time.Second, Most: 3 * time.Second}, 3, 0, 3 * time.Second},
		{processor.RetryPolicy{First: time.Second, Jitter: -1}, 1, 1, time.Second},
		{processor.RetryPolicy{First: time.Second, Jitter: 0.25}, 1, 1, 750 * time.Millisecond},
		{processor.RetryPolicy{First: time.Second, Jitter: 7}, 1, 1, 0},
		{processor.RetryPolicy{First: 1 << 62, Most: 1<<63 - 1}, 5, 0, 1<<63 - 1},
	} {
		if got := c.policy.Pause(c.attempt, c.random); got != c.want {
			t.Errorf("%+v.Pause(%d, %v) = %v, want %v", c.policy, c.attempt, c.random, got, c.want)
		}
	}
}

// Broken by: exhausted that says > in place of >=; decide that gives up first and looks at the verdict
// then.
func TestARecordIsGivenUpAtItsLastAttempt(t *testing.T) {
	var n notes
	report := inBubble(t, processor.Chain(taste(&n, "a"), processor.Retry(threeTimes)), processortest.GiveUpAfter(3))
	gave, halted := events[processor.GaveUp](report), events[processor.Halted](report)
	if len(gave) != 1 || gave[0].Attempts != 3 || gave[0].Position != processortest.At(1) || len(halted) != 1 {
		t.Fatalf("gave up %+v, halted %+v; want record 1 at attempt 3, and the shard", gave, halted)
	}
	if err := halted[0].Err; !errors.Is(err, processor.ErrGivenUp) || !errors.Is(err, errPoison) || !processor.IsFinal(err) {
		t.Errorf("halted by %v, want what failed, given up", err)
	}
}

// Broken by: Retry without its own pause.
func TestTheRunnerWaitsAsThePolicySays(t *testing.T) {
	var n notes
	policy := processor.RetryPolicy{First: 7 * time.Second, Most: 20 * time.Second, Jitter: -1}
	report := inBubble(t, processor.Chain(taste(&n, "a"), processor.Retry(policy)), processortest.GiveUpAfter(4))
	var pauses []time.Duration
	for _, e := range events[processor.BatchFailed](report) {
		pauses = append(pauses, e.Retry)
	}
	same(t, "pauses", pauses, []time.Duration{7 * time.Second, 14 * time.Second, 20 * time.Second, 20 * time.Second})
}

// Broken by: Retry that takes the age of the first record of the batch.
func TestARecordIsGivenUpByItsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := processortest.Numbered(200)
		for i := range records {
			records[i].Arrived = time.Now().Add(time.Duration(i-200) * time.Second) // the first one 200 s ago
		}
		for at, want := range map[int]bool{1: true, 80: true, 120: false} {
			f := processor.Func(func(context.Context, *processor.Batch) error {
				return processor.FailedAt(processortest.At(at), errSick)
			})
			p := processor.Retry(processor.RetryPolicy{MaxAge: 100 * time.Second})(f)(processor.Shard{})
			if err := p.ProcessRecords(t.Context(), &processor.Batch{Records: records, Attempt: 1}); processor.IsFinal(err) != want {
				t.Errorf("record %d: %v, final = %v; want %v", at, err, !want, want)
			}
		}
	})
}

// A record that is reached only now has not been tried before.
// Broken by: attemptAt that is always the batch's.
func TestAttemptsCountForTheRecordThatFailed(t *testing.T) {
	var n notes
	f := tasteBy(&n, func(r processor.Record, attempt int) error { return processor.FailedAt(processortest.At(2), errSick) })
	p := processor.Retry(threeTimes)(f)(processor.Shard{})
	err := p.ProcessRecords(t.Context(), &processor.Batch{Records: processortest.Records("a", "b"), Attempt: 3})
	if processor.IsFinal(err) {
		t.Errorf("%v is final, want another attempt for a record that failed once", err)
	}
}

// Broken by: decide that replaces the pause of user code.
func TestAPauseOfUserCodeStands(t *testing.T) {
	var n notes
	f := tasteBy(&n, func(processor.Record, int) error { return processor.RetryAfter(errSick, time.Hour) })
	report := inBubble(t, processor.Chain(f, processor.Retry(threeTimes)), processortest.GiveUpAfter(3))
	failed := events[processor.BatchFailed](report)
	if len(failed) != 3 || failed[0].Retry != time.Hour || !processor.IsFinal(failed[2].Err) {
		t.Errorf("failed = %+v, want an hour's pause and the limit all the same", failed)
	}
}

// What fails because the worker stops is nobody's fault.
// Broken by: Retry without over.
func TestNothingIsGivenUpWhileTheWorkerStops(t *testing.T) {
	var n notes
	stopping := make(chan struct{})
	close(stopping)
	p := processor.Retry(processor.RetryPolicy{Attempts: 1})(taste(&n, "a"))(processor.Shard{})
	err := p.ProcessRecords(processor.WithHooks(t.Context(), nil, stopping), &processor.Batch{Records: processortest.Records("a"), Attempt: 9})
	if err != errPoison {
		t.Errorf("%v, want %v as it came", err, errPoison)
	}
}

// Broken by: Retry without try.
func TestAPanicIsAnAttempt(t *testing.T) {
	var n notes
	f := tasteBy(&n, func(processor.Record, int) error { panic("bad") })
	report := inBubble(t, processor.Chain(f, processor.Retry(threeTimes)), processortest.GiveUpAfter(3))
	if len(events[processor.GaveUp](report)) != 1 || len(events[processor.Panicked](report)) != 3 {
		t.Errorf("gave up %d times, %d panics; want once, and 3", len(events[processor.GaveUp](report)), len(events[processor.Panicked](report)))
	}
}
