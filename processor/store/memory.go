package store

import (
	"context"
	"fmt"
	"sync"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// The store in memory: sums by name, and the rows of shards.

// Memory is a store of one application that lives as long as the value. What it stores are sums by name,
// which is what tests of a processor need: so often, or so much, happened. Its zero value is ready, for
// several workers at once.
type Memory struct {
	mu struct {
		sync.Mutex
		sums map[string]int64
		rows map[place]row
	}
}

type place struct{ stream, shard string }

type row struct {
	token   uint64
	version int // of the row: a transaction that began at another one fails
	done    checkpoint.Position
}

// A Tx is a transaction of Memory: nothing of it is seen before it is committed. It is for one goroutine.
type Tx struct{ adds map[string]int64 }

// Add adds n to the sum of that name.
func (tx *Tx) Add(name string, n int64) { tx.adds[name] += n }

// Sum is what was added under the name, and committed.
func (m *Memory) Sum(name string) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mu.sums[name]
}

// Claim is Store's.
func (m *Memory) Claim(_ context.Context, shard processor.Shard) (checkpoint.Position, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := place{shard.Stream, shard.ID}
	r := m.mu.rows[at]
	if r.token > shard.Token {
		return checkpoint.Position{}, fmt.Errorf("store: claim %s: %w", shard.ID, processor.ErrFenced)
	}
	r.token = shard.Token
	r.version++
	m.put(at, r)
	return r.done, nil
}

// Apply is Store's. It runs effect once.
func (m *Memory) Apply(ctx context.Context, shard processor.Shard, upTo checkpoint.Position, effect func(context.Context, *Tx) error) error {
	began := m.row(shard)
	if began.token != shard.Token {
		return fmt.Errorf("store: apply to %s: %w", shard.ID, processor.ErrFenced)
	}
	if !began.done.Before(upTo) {
		return nil
	}
	tx := &Tx{adds: map[string]int64{}}
	if err := effect(ctx, tx); err != nil {
		return err
	}
	return m.commit(shard, began, upTo.Clone(), tx)
}

func (m *Memory) row(shard processor.Shard) row {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mu.rows[place{shard.Stream, shard.ID}]
}

// commit makes tx seen if the row is still as it was when tx began.
func (m *Memory) commit(shard processor.Shard, began row, upTo checkpoint.Position, tx *Tx) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := place{shard.Stream, shard.ID}
	r := m.mu.rows[at]
	if r.token != began.token {
		return fmt.Errorf("store: commit to %s: %w", shard.ID, processor.ErrFenced)
	}
	if r.version != began.version {
		return fmt.Errorf("store: commit to %s: another transaction came before", shard.ID)
	}
	r.done = upTo
	r.version++
	m.put(at, r)
	if m.mu.sums == nil {
		m.mu.sums = map[string]int64{}
	}
	for name, n := range tx.adds {
		m.mu.sums[name] += n
	}
	return nil
}

// put is called under the lock.
func (m *Memory) put(at place, r row) {
	if m.mu.rows == nil {
		m.mu.rows = map[place]row{}
	}
	m.mu.rows[at] = r
}
