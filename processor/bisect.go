package processor

import (
	"context"
	"fmt"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Finding out which record of a batch it is that fails.

// Bisect is an adapter that halves a batch whose error names no record, until what fails is one record:
// the error is FailedAt that one then, and all records before it are done. It is for processors of whole
// batches; Each names its records anyway. A panic is halved as any error is, since a record that user
// code stumbles over is what this is for. The first of several such records is found, with as many more
// calls as the size of the batch can be halved; when it comes again it is delivered alone, so each
// further attempt costs one call.
//
// Good records may be delivered twice, once in a batch that failed: that is so whenever a batch is tried
// again. Nothing is halved on HaltShard, StopWorker and RetryAfter, which are about more than one record,
// nor when reading has ended or the context has. So Retry belongs outside of Bisect: within it, its pauses
// are not halved. Attempt is that of the batch. Lambda's BisectBatchOnFunctionError. The event is Isolated.
func Bisect() func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return &bisecting{RecordProcessor: p} })
}

type bisecting struct {
	RecordProcessor
	suspect checkpoint.Position // the record that was found last
}

func (p *bisecting) ProcessRecords(ctx context.Context, in *Batch) error {
	rest, attempt := in.Records, in.Attempt
	if len(rest) > 1 && rest[0].Position == p.suspect {
		if err := in.hand(ctx, p.RecordProcessor, in.part(rest[:1]), rest[:1]); err != nil {
			return p.found(rest[0], err)
		}
		if rest, attempt = in.undone(rest[1:]), 1; len(rest) == 0 {
			return nil
		}
		if why := over(ctx); why != nil {
			return FailedAt(rest[0].Position, why)
		}
	}
	part := in.part(rest)
	part.Attempt = attempt
	err := in.hand(ctx, p.RecordProcessor, part, rest)
	left := in.undone(rest)
	switch {
	case err == nil:
		return nil
	case !aboutOneOf(err, rest) || len(left) == 0:
		return in.placed(err, rest)
	case len(rest) == 1:
		return p.found(rest[0], err)
	}
	at, err := part.isolate(ctx, p.RecordProcessor, left, err)
	if at != nil {
		p.suspect = at.Position.Clone()
	}
	return err
}

// found is err of a record that was delivered alone.
func (p *bisecting) found(r Record, err error) error {
	p.suspect = r.Position.Clone()
	return FailedAt(r.Position, err)
}

// aboutOneOf tells whether err is that of an unknown one of records.
func aboutOneOf(err error, records []Record) bool {
	if _, named := doneBefore(err, records); named {
		return false
	}
	v := verdictOf(err)
	return v == nil || v.says == sayFinal
}

// placed is err, which the processor returned for rest, as an error of all of b: what lies before rest is
// done.
func (b *Batch) placed(err error, rest []Record) error {
	if _, named := doneBefore(err, rest); named || len(rest) == len(b.Records) {
		return err
	}
	return FailedAt(rest[0].Position, err)
}

// isolate halves records of b, which failed together with err, until what fails is one record: that is
// at, and the error names it. Without at the error says what else is to come, and nil that a repeat was
// enough. The lower half comes first: when it is good, the fault lies in the upper one, and when it is
// bad, the upper one is not for this call.
func (b *Batch) isolate(ctx context.Context, p RecordProcessor, records []Record, err error) (at *Record, _ error) {
	failed, size, calls := true, len(records), 0 // records failed together, or are what is left of such
	for len(records) > 0 {
		if len(records) == 1 && failed {
			Emit(ctx, Isolated{Shard: b.Shard, Position: records[0].Position.Clone(), Records: size, Calls: calls, Err: err})
			return &records[0], FailedAt(records[0].Position, err)
		}
		if why := over(ctx); why != nil {
			return nil, FailedAt(records[0].Position, fmt.Errorf("%w; halving a batch that failed: %v", why, err))
		}
		half := records[:(len(records)+1)/2]
		if failed {
			half = records[:len(records)/2]
		}
		calls++
		e := b.hand(ctx, p, b.part(half), half)
		switch {
		case e == nil:
			records, failed = b.undone(records[len(half):]), false
		case !aboutOneOf(e, half):
			if _, named := doneBefore(e, half); !named {
				e = FailedAt(half[0].Position, e)
			}
			return nil, e
		default:
			err = e
			if left := b.undone(half); len(left) > 0 {
				records, failed = left, true
			} else { // checkpointed by hand, whatever it failed of
				records, failed = b.undone(records[len(half):]), false
			}
		}
	}
	return nil, nil
}
