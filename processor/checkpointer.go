package processor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// ErrOutOfRange is wrapped by the error of a checkpoint that is behind the last one, or ahead of
// what was delivered: it would repeat what is done, or lose what is not.
var ErrOutOfRange = errors.New("out of range")

// A Checkpointer stores how far a shard is done, on the user's word. It may be kept, and used by
// several goroutines at once; when the tenure is over every call fails, with an error that wraps
// the cause.
//
// A checkpoint may go up to the last record handed to ProcessRecords, also while that call runs;
// what it covers is not delivered again in this tenure, whatever ProcessRecords returns.
type Checkpointer struct {
	tenure *tenure
	upTo   checkpoint.Position // what Checkpoint stores: the end of the batch that it came with
	end    bool                // it came with the end of the shard
}

// Checkpoint stores that everything is done that its bearer was handed: the batch it came with and
// all before; in ShutdownRequested, what ProcessRecords said is done; in ShardEnded, the whole
// shard. It returns when that is stored, by the end of the lease's term at the latest. The end of
// a shard is acknowledged only, and stored as SHARD_END when ShardEnded has returned nil. An error
// other than ErrOutOfRange leaves open whether it was stored; the position stays noted, and is
// stored with the next write if there is one.
func (c *Checkpointer) Checkpoint(ctx context.Context) error {
	if c.end {
		return c.CheckpointAt(ctx, checkpoint.ShardEnd())
	}
	return c.CheckpointAt(ctx, c.upTo)
}

// CheckpointAt is Checkpoint for everything up to the record at pos. The place of the last one
// checkpointed costs no write if it is stored already.
func (c *Checkpointer) CheckpointAt(ctx context.Context, pos checkpoint.Position) error {
	return c.checkpoint(ctx, pos, false)
}

// Prepare is the first phase of two, for the place that Checkpoint would store: it stores the
// intent, with state (a transaction's name, say) that the next Initialize finds if the second
// phase never comes. A later Prepare replaces it, a checkpoint at or past its place removes it.
func (c *Checkpointer) Prepare(ctx context.Context, state []byte) (*Prepared, error) {
	if c.end {
		return c.PrepareAt(ctx, checkpoint.ShardEnd(), state)
	}
	return c.PrepareAt(ctx, c.upTo, state)
}

// PrepareAt is Prepare for everything up to the record at pos. There is nothing to prepare for
// the place that is checkpointed already: neither phase writes then.
func (c *Checkpointer) PrepareAt(ctx context.Context, pos checkpoint.Position, state []byte) (*Prepared, error) {
	t := c.tenure
	began := time.Now()
	pos = c.place(pos)
	change, undo, err := t.prepare(pos, c.end, state)
	if err == nil && change > 0 {
		if err = t.commit(ctx, change); err != nil {
			undo()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("processor: prepare a checkpoint of %s at %v: %w", t.shard.ID, pos, err)
	}
	if change > 0 {
		t.observe(Checkpointed{Shard: t.shard, Position: pos, Prepared: true, Took: time.Since(began)})
	}
	return &Prepared{of: c, at: pos}, nil
}

// Prepared is a checkpoint whose first phase is stored.
type Prepared struct {
	of *Checkpointer
	at checkpoint.Position
}

// Checkpoint is the second phase. It does nothing if a later checkpoint is stored already.
func (p *Prepared) Checkpoint(ctx context.Context) error { return p.of.checkpoint(ctx, p.at, true) }

func (c *Checkpointer) checkpoint(ctx context.Context, pos checkpoint.Position, orLater bool) error {
	t := c.tenure
	began := time.Now()
	pos = c.place(pos)
	change, err := t.move(pos, c.end, orLater)
	if err == nil && change > 0 {
		err = t.commit(ctx, change)
	}
	if err != nil {
		return fmt.Errorf("processor: checkpoint %s at %v: %w", t.shard.ID, pos, err)
	}
	if change > 0 {
		t.observe(Checkpointed{Shard: t.shard, Position: pos, Took: time.Since(began)})
	}
	return nil
}

// place is pos, or SHARD_END for the last record of a shard that ended: as in KCL they are one. It is a
// clone: what is kept of a record must not keep its page.
func (c *Checkpointer) place(pos checkpoint.Position) checkpoint.Position {
	if c.end && pos == c.upTo {
		return checkpoint.ShardEnd()
	}
	return pos.Clone()
}

// move notes the checkpoint at pos and returns the change that has to be stored for it, 0: none.
func (t *tenure) move(pos checkpoint.Position, end, orLater bool) (change int, err error) {
	if err := t.closedOrLost(); err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if end && pos.IsShardEnd() && t.mu.over == nil {
		t.mu.acknowledged = true
		return 0, nil
	}
	if orLater && pos.Before(t.mu.progress.Position) {
		pos = t.mu.progress.Position
	}
	if err := t.refusal(pos); err != nil {
		return 0, err
	}
	if t.mu.settle(pos) {
		t.mu.changes++
	}
	return t.mu.changes, nil
}

// prepare notes the intent to checkpoint at pos. undo takes it back, for a write that failed.
func (t *tenure) prepare(pos checkpoint.Position, end bool, state []byte) (change int, undo func(), err error) {
	if err := t.closedOrLost(); err != nil {
		return 0, nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !(end && pos.IsShardEnd() && t.mu.over == nil) {
		if err := t.refusal(pos); err != nil || pos == t.mu.progress.Position {
			return 0, nil, err
		}
	}
	mine, before := clonePending(&checkpoint.Pending{Position: pos, State: state}), t.mu.progress.Pending
	t.mu.progress.Pending = mine
	t.mu.changes++
	return t.mu.changes, func() { t.unprepare(mine, before) }, nil
}

func (t *tenure) unprepare(mine, before *checkpoint.Pending) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mu.progress.Pending == mine {
		t.mu.progress.Pending = before
		t.mu.settle(t.mu.progress.Position) // before may be reached meanwhile
		t.mu.changes++
	}
}

// refusal tells why nothing may be checkpointed at pos. The caller holds the lock.
func (t *tenure) refusal(pos checkpoint.Position) error {
	last := t.mu.progress.Position
	switch {
	case t.mu.over != nil:
		return t.mu.over
	case pos == last:
		return nil
	case !pos.IsSequence():
		return fmt.Errorf("%w: not the place of a record", ErrOutOfRange)
	case pos.Before(last):
		return fmt.Errorf("%w: the last checkpoint is at %v", ErrOutOfRange, last)
	case t.mu.delivered.Before(pos):
		return fmt.Errorf("%w: delivered is only up to %v", ErrOutOfRange, t.mu.delivered)
	}
	return nil
}
