package processor

import (
	"context"
	"slices"
	"time"
)

// Reading pages and handing them to ProcessRecords, until each is done.

// read gets the next records that are not done. A page without any is progress too: time goes on
// for a shard that is idle.
func (x *run) read(ctx, reading context.Context) event {
	for !x.page.End {
		x.passGate(reading)
		if e, yes := x.interrupted(ctx); yes {
			return e
		}
		x.page, x.rest = Page{}, nil // a page that is done is not kept by the wait for the next
		page, err := x.Source.Next(reading)
		if err != nil {
			if e := x.unread(ctx, reading, err); e != waited {
				return e
			}
			continue
		}
		x.passed()
		x.page, x.rest = page, behind(page.Records, x.tenure.floor())
		x.saw(page.Behind)
		if len(x.rest) > 0 {
			x.passGate(reading)
			if e, yes := x.interrupted(ctx); yes {
				return e
			}
			return records
		}
		x.tenure.idle(page.Done)
		x.observe(Idle{Shard: x.Shard, Behind: page.Behind})
		if e, yes := x.unsettled(ctx, reading); yes {
			return e
		}
	}
	if e, yes := x.ended(ctx); yes {
		return e
	}
	return endOfShard
}

// unsettled waits while something that was taken over stands still, and tells whether the wait was ended.
func (x *run) unsettled(ctx, reading context.Context) (event, bool) {
	for err := x.tenure.asked(false); err != nil; err = x.tenure.asked(true) {
		x.again(err)
		x.obey(err)
		x.observe(BatchFailed{Shard: x.Shard, Attempt: x.failures, Err: err, Retry: x.pause})
		if e := x.wait(ctx, reading); e != waited {
			return e, true
		}
		x.passed()
	}
	return 0, false
}

// unread waits after a read that failed. A Source answers only when its context ends, so this is
// for one that does not keep its word: it must neither spin nor end a tenure.
func (x *run) unread(ctx, reading context.Context, err error) event {
	if e, yes := x.interrupted(ctx); yes {
		return e
	}
	x.again(err)
	x.observe(CallFailed{Shard: x.Shard, Call: "Next", Attempt: x.failures, Err: err, Retry: x.pause})
	return x.wait(ctx, reading)
}

// process delivers what is left of the page once.
func (x *run) process(ctx context.Context) event {
	given, last := x.rest, x.rest[len(x.rest)-1].Position.Clone() // who keeps a place must not keep the page
	x.tenure.deliver(last)
	handed := &handed{tenure: x.tenure}
	batch := &Batch{
		Shard:        x.Shard,
		Records:      slices.Clone(given), // the user's to sort and to filter; ours stay as they were read
		Attempt:      x.failures + 1,
		Behind:       x.page.Behind,
		Checkpointer: x.checkpointer(last, false),
		handed:       handed,
	}
	began := time.Now()
	err := x.call(ctx, "ProcessRecords", func() error { return x.user.ProcessRecords(ctx, batch) })
	if x.isLost(ctx) {
		return lost
	}
	n := doneOf(err, given)
	if handed.later.Load() {
		if x.page.Keep != nil {
			x.page.Keep()
		}
		x.takeOver(given, n)
	} else {
		x.account(given, n)
	}
	if n > 0 {
		x.observe(processed(x.Shard, given[:n], x.page.Behind, time.Since(began)))
	}
	if err == nil {
		x.passed()
		return returned
	}
	return x.batchFailed(given, n, err)
}

// takeOver notes that user code took the first n records over, and will say when they are done.
func (x *run) takeOver(given []Record, n int) {
	if n > 0 {
		last := given[n-1]
		then := last.Arrived
		if n == len(given) {
			then = x.then(last)
		}
		x.tenure.takeOver(last.Position.Clone(), then)
	}
	x.rest = behind(given[n:], x.tenure.floor())
}

// then is until when everything that arrived is done, once the last record of the page is.
func (x *run) then(last Record) time.Time {
	if x.page.Done.IsZero() {
		return last.Arrived
	}
	return x.page.Done
}

// account notes that the first n of the records given are done, and what user code checkpointed
// meanwhile.
func (x *run) account(given []Record, n int) {
	x.rest = behind(given[n:], x.tenure.floor())
	if len(x.rest) == 0 {
		last := given[len(given)-1]
		x.tenure.finish(last.Position.Clone(), x.then(last))
		return
	}
	if done := len(given) - len(x.rest); done > 0 {
		x.tenure.finish(given[done-1].Position.Clone(), given[done-1].Arrived)
	}
}

// batchFailed prepares the next attempt at what is not done. Attempts and pause count from the
// record that is first now.
func (x *run) batchFailed(given []Record, n int, err error) event {
	attempt := x.failures + 1
	if len(x.rest) == 0 { // all of it was checkpointed by hand before the call failed
		x.passed()
		x.observe(BatchFailed{Shard: x.Shard, Attempt: attempt, Done: n, Err: err})
		return returned
	}
	if x.rest[0].Position != given[0].Position {
		x.failures = 0
	}
	x.again(err)
	x.obey(err)
	x.observe(BatchFailed{Shard: x.Shard, Attempt: attempt, Done: n, Err: err, Retry: x.pause})
	return failed
}
