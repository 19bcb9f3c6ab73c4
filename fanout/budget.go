package fanout

// How much of all shards together may be read ahead.

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// DefaultBudget is room for twenty of the largest pages: with fewer, shards that catch up after
// an outage wait for each other; with more, a container of 512 MiB is at risk.
const DefaultBudget = 256 << 20

// A Budget bounds the bytes that the shards of a worker hold beyond one page each. Every shard
// may hold one page, the one being processed, whatever the others hold, so a processor that hangs
// starves no other shard; what is read ahead of that page is charged, a page of the largest size
// while it is being read. Shards that wait are served in the order in which they came.
//
// So a worker holds at most one page a shard and the budget. What a call holds while it
// decodes an answer comes on top.
type Budget struct {
	size int64
	room *semaphore.Weighted
	used atomic.Int64
}

// NewBudget is a budget of so many bytes. One that is smaller than a page (12 MiB) lets nothing
// be read ahead.
func NewBudget(bytes int64) *Budget {
	return &Budget{size: bytes, room: semaphore.NewWeighted(bytes)}
}

// Size is the bound in bytes.
func (b *Budget) Size() int64 { return b.size }

// Used is how many bytes are charged now.
func (b *Budget) Used() int64 { return b.used.Load() }

// reserve charges n bytes, waiting for them until ctx is done: more than the size for ever.
func (b *Budget) reserve(ctx context.Context, n int64) error {
	if err := b.room.Acquire(ctx, n); err != nil {
		return err
	}
	b.used.Add(n)
	return nil
}

func (b *Budget) release(n int64) {
	if n > 0 {
		b.used.Add(-n)
		b.room.Release(n)
	}
}
