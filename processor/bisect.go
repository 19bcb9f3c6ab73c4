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
// enough: all are done. The lower half comes first: when it is good, the fault lies in the upper one, and
// when it is bad, the upper one is not for this call.
func (b *Batch) isolate(ctx context.Context, p RecordProcessor, records []Record, err error) (at *Record, _ error) {
	h := halving{rest: records, suspects: len(records), failed: true}
	for calls := 0; len(h.rest) > 0; calls++ {
		if h.suspects == 1 && h.failed {
			found := h.rest[0]
			Emit(ctx, Isolated{Shard: b.Shard, Position: found.Position.Clone(), Records: len(records), Calls: calls, Err: err})
			return &found, FailedAt(found.Position, err)
		}
		if why := over(ctx); why != nil {
			return nil, FailedAt(h.rest[0].Position, fmt.Errorf("%w; halving a batch that failed: %v", why, err))
		}
		part := h.next()
		e := b.hand(ctx, p, b.part(part), part)
		if e != nil && !aboutOneOf(e, part) {
			if _, named := doneBefore(e, part); !named {
				e = FailedAt(part[0].Position, e)
			}
			return nil, e
		}
		if e != nil {
			err = e
		}
		h = h.after(part, e != nil, b.undone)
	}
	return nil, nil
}

// halving is where a search stands: what is not done yet, of which the first ones hold the fault.
type halving struct {
	rest     []Record
	suspects int  // of rest, from the first
	failed   bool // they did so together; otherwise they are what is left of some that did
}

// next is what to deliver: half of the suspects, or, when none are left, all the rest.
func (h halving) next() []Record {
	switch {
	case h.suspects == 0:
		return h.rest
	case h.failed:
		return h.rest[:h.suspects/2]
	}
	return h.rest[:(h.suspects+1)/2]
}

// after is h when part, the first of rest, was delivered. undone takes away what was checkpointed by hand
// meanwhile, whatever became of the call.
func (h halving) after(part []Record, failed bool, undone func([]Record) []Record) halving {
	suspects := max(h.suspects-len(part), 0)
	rest := h.rest[len(part):]
	if failed {
		suspects, rest = len(part), h.rest
	}
	left := undone(rest)
	suspects = max(suspects-(len(rest)-len(left)), 0)
	return halving{rest: left, suspects: suspects, failed: failed && suspects > 0}
}
