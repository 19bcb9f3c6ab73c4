package processor

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// The goroutine of a Window: it waits until a batch is due, hands it on, and notes what came of it.

func (w *window) work(ctx context.Context, s Shard) {
	defer close(w.over)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		batch, due, over := w.next(time.Now(), s)
		switch {
		case over:
			return
		case batch != nil:
			given := batch.whole().Records // the processor may sort and filter its own
			w.settle(ctx, batch, given, w.call(ctx, batch))
			continue
		case due.IsZero():
			timer.Stop()
		default:
			timer.Reset(time.Until(due))
		}
		select {
		case <-w.kick:
		case <-timer.C:
		}
	}
}

// next is the batch that is due, or else when one is; zero: not by itself.
func (w *window) next(now time.Time, s Shard) (batch *Batch, due time.Time, over bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mu.ended {
		return nil, due, true
	}
	due, some := w.mu.when(w.mu.pace)
	if !some {
		return nil, time.Time{}, false
	}
	if due.After(now) {
		return nil, due, false
	}
	w.mu.calling = true
	n, _ := w.mu.cut()
	batch = &Batch{Shard: s, Attempt: w.mu.tries + 1, Records: make([]Record, n), Behind: w.mu.from.Behind}
	for i := range n {
		batch.Records[i] = w.mu.gathering.records[i].Record
	}
	batch.Checkpointer = w.mu.from.Checkpointer.before(batch.Records[n-1].Position)
	batch.handed = &handed{tenure: w.mu.from.tenureOf()}
	return batch, due, false
}

// call hands batch on in a goroutine of its own, and shows a call that takes long as the runner does.
func (w *window) call(ctx context.Context, batch *Batch) error {
	began, answer := time.Now(), make(chan error, 1)
	go protect(func() error { return w.RecordProcessor.ProcessRecords(ctx, batch) }, answer)
	limit, ended := DefaultSlowAfter, ctx.Done()
	slow := time.NewTimer(limit)
	defer slow.Stop()
	for {
		select {
		case err := <-answer:
			return err
		case <-slow.C:
			Emit(ctx, Slow{Shard: batch.Shard, Call: "ProcessRecords", For: time.Since(began), Cause: context.Cause(ctx)})
			limit *= 2
		case <-ended:
			ended, limit = nil, overdueAfter
		}
		slow.Reset(limit)
	}
}

// settle notes how the call went.
func (w *window) settle(ctx context.Context, batch *Batch, given []Record, err error) {
	n := w.doneBy(batch, given, err)
	if n > 0 && !batch.handed.later.Load() {
		later := Later{batch.handed.tenure}
		_ = later.Done(given[n-1].Position) // refused when the tenure is over: what is done comes again then
	}
	if n == len(given) {
		err = nil
	}
	attempt := batch.attemptAt(n)
	pause, halts := pauseAfter(attempt, err)
	w.note(n, err, time.Now().Add(pause), halts && ctx.Err() == nil)
	if err == nil {
		return
	}
	if thrown, is := errors.AsType[*panicked](err); is {
		Emit(ctx, Panicked{Shard: batch.Shard, Call: "ProcessRecords", Err: thrown, Stack: thrown.stack})
	}
	Emit(ctx, RecordFailed{Shard: batch.Shard, Position: given[n].Position.Clone(), Attempt: attempt, Err: err, Retry: pause})
}

// doneBy counts the records that are done after the call returned err: by its word, or by a checkpoint.
func (w *window) doneBy(batch *Batch, given []Record, err error) int {
	n := doneOf(err, given)
	if t := batch.handed.tenure; t != nil {
		n = max(n, len(given)-len(behind(given, t.progress().Position)))
	}
	return n
}

func (w *window) note(n int, err error, due time.Time, halted bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mu.calling = false
	if n > 0 {
		w.mu.done(n)
	}
	if err != nil {
		w.mu.failed(err, due, halted)
	}
	signal(w.freed)
}

// pauseAfter is how long to wait after so many attempts, or that there is to be no other.
func pauseAfter(attempts int, err error) (pause time.Duration, halts bool) {
	switch v := verdictOf(err); {
	case v == nil:
		return retryAfter(attempts, rand.Float64()), false
	case v.says == sayPause:
		return max(v.pause, 0), false
	default:
		return 0, true
	}
}
