package processor

import (
	"context"
	"errors"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Effects that happen once, whoever repeats the records.

// Idempotent makes processors whose effects happen exactly once: process writes them through tx, the
// transaction of a store that takes the position along, and the fencing token. A record whose effect is
// there already is skipped, up to its place within a KPL aggregate; a batch of a worker that was paused
// beyond its lease fails with ErrFenced, and its tenure is over by then, so there is no verdict: the
// runner tries until it learns that.
//
// A batch is one transaction. When process fails, nothing of it is there; if it names a record
// (FailedAt), the ones before it get a transaction of their own, for which process is called once more,
// and the error then is that record's. So Retry, Bisect and DeadLetter go around it as around any
// processor. process may be called several times for one batch: what it does outside of tx is done as
// often.
//
// The batch that process gets has no Checkpointer: a position that is stored before the commit would lose
// what the commit does not bring. With checkpoints by hand (Manual) Idempotent makes them, behind each batch
// and at the end of the shard.
//
// Records must come in the order of the shard: not through Parallel, whose lanes would overtake the
// position. It must not take records over (Later). A lease table that is deleted begins its tokens anew,
// below those of the store, which refuses them: give the application a new name then, or delete its rows.
func Idempotent[T any](store Store[T], process func(ctx context.Context, tx T, in *Batch) error) Factory {
	return func(Shard) RecordProcessor { return &once[T]{store: store, process: process} }
}

type once[T any] struct {
	Defaults
	store   Store[T]
	process func(context.Context, T, *Batch) error
	done    checkpoint.Position // the effects in the store go up to here
	unsure  bool                // an outcome is unknown: done may be too low
	claimed bool                // Initialize was called, as it is not in a lane of Parallel
}

// errNotClaimed halts a shard before records that others overtake are taken for done.
var errNotClaimed = errors.New("processor: Idempotent was not initialized; it does not go into the lanes of Parallel, which overtake each other")

// Initialize claims the shard before its first record.
func (p *once[T]) Initialize(ctx context.Context, in *Start) error { return p.claim(ctx, in.Shard) }

func (p *once[T]) claim(ctx context.Context, shard Shard) error {
	done, err := p.store.Claim(ctx, shard)
	if err != nil {
		return err
	}
	p.done, p.unsure, p.claimed = done.Clone(), false, true
	return nil
}

// ShardEnded stores the end where that is by hand: all before it is in the store.
func (p *once[T]) ShardEnded(ctx context.Context, in *End) error {
	if in.Checkpointer == nil || !in.Checkpointer.tenure.byHand() {
		return nil
	}
	return in.Checkpointer.Checkpoint(ctx)
}

// ProcessRecords has the effects of the records that have none yet.
func (p *once[T]) ProcessRecords(ctx context.Context, in *Batch) error {
	if !p.claimed {
		return HaltShard(errNotClaimed)
	}
	if err := p.effects(ctx, in); err != nil || in.Checkpointer == nil || !in.Checkpointer.tenure.byHand() {
		return err
	}
	return in.Checkpointer.Checkpoint(ctx)
}

// effects has those of the records that have none yet.
func (p *once[T]) effects(ctx context.Context, in *Batch) error {
	if p.unsure {
		if err := p.claim(ctx, in.Shard); err != nil {
			return err
		}
	}
	rest := behind(in.Records, p.done)
	if len(rest) == 0 {
		return nil
	}
	said, err := p.apply(ctx, in, rest)
	if err == nil {
		return nil
	}
	n, named := 0, false
	if said != nil {
		n, named = doneBefore(said, rest)
	}
	if !named || n == 0 || n == len(rest) || p.unsure {
		return in.onlyBefore(rest, err)
	}
	if _, err := p.apply(ctx, in, rest[:n]); err != nil {
		return FailedAt(rest[0].Position, err)
	}
	return said
}

// apply has the effects of records in one transaction. said is what process said of them, err what came
// of the transaction.
func (p *once[T]) apply(ctx context.Context, in *Batch, records []Record) (said, err error) {
	last := records[len(records)-1].Position.Clone()
	err = p.store.Apply(ctx, in.Shard, last, func(ctx context.Context, tx T) error {
		part := in.part(records)
		part.Checkpointer = nil
		said = p.process(ctx, tx, part)
		return said
	})
	switch {
	case err == nil:
		p.done = last
	case said == nil: // it was the store that failed, perhaps after the commit
		p.unsure = true
	}
	return said, err
}

// onlyBefore is err of a transaction over rest, the end of b, of which nothing is there: whatever place
// err names, no record of rest is done. An error that names none stays so, for Bisect.
func (b *Batch) onlyBefore(rest []Record, err error) error {
	if _, named := doneBefore(err, rest); !named && len(rest) == len(b.Records) {
		return err
	}
	return FailedAt(rest[0].Position, err)
}
