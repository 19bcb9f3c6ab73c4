package processor

import (
	"context"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Taking records away that were given up, so that the shard goes on. It reads the clock for the letters.

// DeadLetter is an adapter that hands a record whose error is Final to sink, and goes on with the rest of
// the batch in the same call. The record counts as done only when the sink has it: a sink that fails is
// tried again, with pauses from 100 ms to 30 s, and holds up the shard; user code is not called for the
// record meanwhile. So the sink gets each such record at least once, and again after a crash between its
// answer and the next stored position.
//
// Who makes an error Final: user code that knows, or Retry inside of DeadLetter (DeadLetterAfter is
// both). HaltShard and StopWorker are not taken, nor is anything when the context has ended. A Final error
// that names no record is halved as by Bisect, so that no good record is given up with a bad one. The
// record behind one that was given up starts at attempt 1. Lambda's on-failure destination, but with the
// record and not only its place. The event is DeadLettered.
func DeadLetter(sink Sink) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return &deadLettering{RecordProcessor: p, sink: sink} })
}

// DeadLetterAfter is DeadLetter with Retry inside: what policy gives up goes to sink.
func DeadLetterAfter(policy RetryPolicy, sink Sink) func(Factory) Factory {
	return func(f Factory) Factory { return Chain(f, DeadLetter(sink), Retry(policy)) }
}

type deadLettering struct {
	RecordProcessor
	sink   Sink
	failed checkpoint.Position // the first record that was not done after the last call
	since  time.Time           // when that came to be
	letter *Letter             // the sink has not taken it yet; nil: none
	tries  int
}

func (p *deadLettering) ProcessRecords(ctx context.Context, in *Batch) error {
	rest, attempt := in.Records, in.Attempt
	for len(rest) > 0 {
		if p.letter == nil || p.letter.Record.Position != rest[0].Position {
			if err := p.deliver(ctx, in, rest, attempt); err != nil || p.letter == nil {
				return err
			}
		}
		at := p.letter.Record.Position
		if err := p.put(ctx); err != nil {
			return err
		}
		rest, attempt = in.undone(behind(rest, at)), 1
		if why := over(ctx); why != nil && len(rest) > 0 {
			return FailedAt(rest[0].Position, why)
		}
	}
	return nil
}

// deliver hands on rest. What was given up becomes the letter; without one the error is the answer.
func (p *deadLettering) deliver(ctx context.Context, in *Batch, rest []Record, attempt int) error {
	p.letter, p.tries = nil, 0
	part := in.part(rest)
	part.Attempt = attempt
	err := in.hand(ctx, p.RecordProcessor, part, rest)
	_, named := doneBefore(err, rest)
	if takes(ctx, err) && !named && len(rest) > 1 {
		_, err = part.isolate(ctx, p.RecordProcessor, rest, err)
	}
	n := min(doneOf(err, rest), len(rest)-1)
	switch {
	case err == nil:
		return nil
	case !takes(ctx, err):
		p.note(rest[n].Position)
		return in.placed(err, rest)
	}
	if !named { // with its batch, at each attempt of that
		p.letter = p.write(in.Shard, rest[n], err, part.attemptAt(0), rest[0].Position)
	} else {
		p.letter = p.write(in.Shard, rest[n], err, part.attemptAt(n), rest[n].Position)
	}
	if _, stack, ok := Recovered(err); ok { // the runner does not see this error
		Emit(ctx, Panicked{Shard: in.Shard, Call: "ProcessRecords", Err: err, Stack: stack})
	}
	return nil
}

// takes tells whether err gives one record up, and not the shard.
func takes(ctx context.Context, err error) bool {
	v := verdictOf(err)
	return v != nil && v.says == sayFinal && ctx.Err() == nil
}

// note keeps since when the record at pos fails.
func (p *deadLettering) note(pos checkpoint.Position) {
	if p.failed != pos {
		p.failed, p.since = pos.Clone(), time.Now()
	}
}

// write makes the letter of r, which fails since the record at from does.
func (p *deadLettering) write(s Shard, r Record, err error, attempts int, from checkpoint.Position) *Letter {
	p.note(from)
	return &Letter{Shard: s, Record: r.Clone(), Err: err, Attempts: attempts, First: p.since, Last: time.Now()}
}

// put gives the letter to the sink.
func (p *deadLettering) put(ctx context.Context) error {
	letter, at := p.letter, p.letter.Record.Position
	if err := try(func() error { return p.sink.Put(ctx, letter) }); err != nil {
		p.tries++
		err = FailedAt(at, fmt.Errorf("processor: put a dead letter of %s: %w", letter.Shard.ID, err))
		if verdictOf(err) != nil || over(ctx) != nil {
			return err
		}
		return RetryAfter(err, RetryPolicy{}.Pause(p.tries, 0))
	}
	p.letter, p.tries = nil, 0
	Emit(ctx, DeadLettered{Shard: letter.Shard, Position: at, Attempts: letter.Attempts, Err: letter.Err})
	return nil
}
