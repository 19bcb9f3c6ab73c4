package shardsync_test

// What the tests of the shell share: a table in memory that takes 20 ms a call, and a stream that
// lists in 20, in a bubble.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// A stream answers each listing with what is said next, the last one for ever.
type stream struct {
	mu       sync.Mutex // guards listings, at one instant of a call
	listings [][]shardsync.Shard
	slow     time.Duration
}

func (s *stream) Shards(ctx context.Context) ([]shardsync.Shard, error) {
	select {
	case <-time.After(20*time.Millisecond + s.slow):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.listings[0]
	if len(s.listings) > 1 {
		s.listings = s.listings[1:]
	}
	return now, nil
}

func sh(id string, from, to int, parents ...string) shardsync.Shard {
	return shardsync.Shard{ID: id, HashKeys: parts(from, to, 8), Parents: parents}
}

func closed(s shardsync.Shard) shardsync.Shard { s.Closed = true; return s }

func at(t *testing.T, s shardsync.Shard, position string) lease.Lease {
	t.Helper()
	p, err := checkpoint.Parse(position)
	if err != nil {
		t.Fatal(err)
	}
	return lease.Lease{Key: lease.Key{Shard: s.ID}, Parents: s.Parents, HashKeys: s.HashKeys, Position: p, Marks: marks()}
}

func marks() lease.Marks {
	return lease.Marks{Format: lease.Format, StreamARN: "orders", Created: time.Unix(1_700_000_000, 0)}
}

// A bench is a syncer with what it works on and what it said.
type bench struct {
	*shardsync.Syncer
	table *leasetest.Memory
	seen  chan string
}

func newBench(rows []lease.Lease, listings ...[]shardsync.Shard) *bench {
	b := &bench{table: &leasetest.Memory{Before: 10 * time.Millisecond, After: 10 * time.Millisecond}, seen: make(chan string, 10_000)}
	b.table.Put(rows...)
	b.Syncer = &shardsync.Syncer{
		Lister: &stream{listings: listings}, Table: b.table, Marks: marks(),
		Observe: func(e shardsync.Event) { b.seen <- e.Event() + " " + e.LogValue().Group()[0].Value.String() },
	}
	return b
}

func (b *bench) events() []string {
	var all []string
	for {
		select {
		case e := <-b.seen:
			all = append(all, e)
		default:
			slices.Sort(all)
			return all
		}
	}
}

func (b *bench) rows() string {
	var lines []string
	for _, row := range b.table.Rows() {
		lines = append(lines, fmt.Sprintf("%v at %v", row.Key, row.Position))
	}
	return strings.Join(lines, ", ")
}

func inBubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// A family: a is closed and split into b and c; c and d follow on.
var (
	a = closed(sh("a", 0, 8))
	b = sh("b", 0, 4, "a")
	c = sh("c", 4, 8, "a")
)
