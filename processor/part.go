package processor

import (
	"context"
	"slices"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Handing some records of a batch to the processor within, for adapters that do not hand on the whole.

// part is a batch of some records of b, in their order. Its Checkpointer ends with them: that of b would
// store what is not done.
func (b *Batch) part(records []Record) *Batch {
	part := *b
	part.Records = slices.Clone(records) // the processor's to sort and to filter
	part.Checkpointer = b.Checkpointer.before(records[len(records)-1].Position)
	return &part
}

// whole is b for a processor that may sort and filter its records, while the adapter keeps them as they
// came. It is the same batch otherwise.
func (b *Batch) whole() *Batch {
	same := *b
	same.Records = slices.Clone(b.Records)
	return &same
}

// before is c for a batch that ends at last already.
func (c *Checkpointer) before(last checkpoint.Position) *Checkpointer {
	if c == nil || c.upTo == last {
		return c
	}
	cut := *c
	cut.upTo = last.Clone()
	return &cut
}

// hand gives part, whose records are those given, to p. What p takes over of them is noted here, since
// the runner only learns what became of the whole batch: it must neither count as done what was taken
// over, nor wait for a word about records that p never saw.
func (b *Batch) hand(ctx context.Context, p RecordProcessor, part *Batch, given []Record) error {
	t := b.tenureOf()
	part.handed = &handed{tenure: t}
	err := process(ctx, p, part)
	if n := doneOf(err, given); n > 0 && t != nil && part.handed.later.Load() {
		t.takeOver(given[n-1].Position.Clone(), given[n-1].Arrived)
	}
	return err
}

// tenureOf is the tenure in which b is delivered, nil without a runner.
func (b *Batch) tenureOf() *tenure {
	if b.handed == nil {
		return nil
	}
	return b.handed.tenure
}

// undone is records without those that user code checkpointed by hand meanwhile: they do not come
// again.
func (b *Batch) undone(records []Record) []Record {
	t := b.tenureOf()
	if t == nil {
		return records
	}
	return behind(records, t.floor())
}

// attemptAt is at which attempt the record failed that is the n-th of b: only the first one was there
// in the attempts before.
func (b *Batch) attemptAt(n int) int {
	if n == 0 {
		return max(b.Attempt, 1)
	}
	return 1
}
