package processor

import (
	"context"
	"math/rand/v2"
	"time"
)

// The shell around a RetryPolicy: reads the clock, rolls the dice, tells what was given up.

// Retry is an adapter that waits and gives up as policy says, for ProcessRecords. The limits count for
// one record: that which the error names, or else the first of the batch; so put Bisect inside of it.
// What is given up is Final: DeadLetter outside of it takes the record away, and without one the shard is
// halted. No limit ever skips a record by itself.
//
// Without Retry the runner waits by itself, 100 ms and doubling up to 30 s, and never gives up: this
// adapter is for other pauses and for limits. Attempts count within a tenure: a record begins anew with
// another worker, or after a restart; its age does not. What fails while the worker stops, or when the
// context has ended, is not given up. The event is GaveUp.
func Retry(policy RetryPolicy) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return &retrying{p, policy} })
}

type retrying struct {
	RecordProcessor
	policy RetryPolicy
}

func (p *retrying) ProcessRecords(ctx context.Context, in *Batch) error {
	given := in.Records
	part := in.whole()
	err := process(ctx, p.RecordProcessor, part)
	if err == nil || over(ctx) != nil {
		return err
	}
	n := min(doneOf(err, given), len(given)-1)
	age, attempt := time.Since(given[n].Arrived), in.attemptAt(n)
	decided := p.policy.decide(err, attempt, age, rand.Float64())
	if IsFinal(decided) && !IsFinal(err) {
		Emit(ctx, GaveUp{Shard: in.Shard, Position: given[n].Position.Clone(), Attempts: attempt, Age: age, Err: err})
	}
	return decided
}
