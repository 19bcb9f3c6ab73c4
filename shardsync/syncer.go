package shardsync

// The shell: what a worker calls. It lists shards, reads rows, asks Plan, and writes.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/internal/pause"
	"github.com/shardkeeper/shardkeeper/lease"
)

const (
	atOnce         = 64              // requests to the table at once
	secondLook     = 5 * time.Second // between two listings that must agree; ListShards lags a second or two
	incompleteTry  = time.Second     // between listings while one is incomplete, as the Java KCL waits
	incompleteMost = 3               // listings before an incomplete one is an error
)

// A Lister lists the shards of one stream: all of them, closed ones too, over all pages.
//
// It vouches for the incarnation: a stream that was deleted and created again under the same name
// is an error that wraps ErrRecreated, not a listing (StreamCreationTimestamp in ListShards, or a
// look at DescribeStreamSummary). Its errors are repeated by whoever calls the Syncer.
type Lister interface {
	Shards(ctx context.Context) ([]Shard, error)
}

// A Syncer makes the rows that a stream's shards need. Fill it in; its methods hold no state and
// may be called side by side, by any number of workers.
type Syncer struct {
	Lister Lister
	Table  lease.Table
	Start  Start       // asked only while the table has no row of this stream
	Marks  lease.Marks // of the stream; every new row bears them
	Stream string      // Key.Stream of this stream's rows; "" in a table of one stream

	// Failover bounds the age of what a row is created from, and a sixth of it each request to
	// the table; 0: lease.DefaultFailover.
	Failover time.Duration

	// OpenAt lists the shards that were open at a time (ListShards with the filter AT_TIMESTAMP).
	// It is asked once per start that is not TRIM_HORIZON. Without it, see Start.Open.
	OpenAt func(ctx context.Context, at time.Time) ([]Shard, error)

	// Observe gets every event, synchronously and from several goroutines.
	Observe func(Event)
}

// First makes the rows of shards of which the table knows nothing: all on an empty table, the
// rest on one whose first worker crashed half way. rows is what the caller found in the table; it
// may be stale, each row that matters is read again. It returns those that this worker made.
//
// It does not repair below finished rows; Audit does, with a second look.
func (s *Syncer) First(ctx context.Context, rows []lease.Lease) ([]lease.Lease, error) {
	v, err := s.look(ctx, func(context.Context) ([]lease.Lease, error) { return rows, nil })
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(v.plan.missing(), func(row lease.Lease) bool { return v.plan.rowAbove(row.Key.Shard) })
	return s.create(ctx, v, missing)
}

func (s *Syncer) twoListings(ctx context.Context) (first, second []Shard, err error) {
	if first, err = s.list(ctx); err != nil {
		return nil, nil, err
	}
	second, err = s.again(ctx)
	return first, second, err
}

// again lists after the time that two listings must lie apart.
func (s *Syncer) again(ctx context.Context) ([]Shard, error) {
	if err := pause.For(ctx, secondLook); err != nil {
		return nil, fmt.Errorf("shardsync: wait for a second listing: %w", err)
	}
	return s.list(ctx)
}

// list lists the shards until the listing covers the hash range.
func (s *Syncer) list(ctx context.Context) ([]Shard, error) {
	for try := 1; ; try++ {
		shards, err := s.Lister.Shards(ctx)
		if err != nil {
			return nil, fmt.Errorf("shardsync: list the shards: %w", err)
		}
		if _, err = wholeLeaves(shards); err == nil {
			return shards, nil
		}
		if try == incompleteMost || !errors.Is(err, ErrIncomplete) {
			return nil, err
		}
		if err := pause.For(ctx, incompleteTry); err != nil {
			return nil, fmt.Errorf("shardsync: wait for a whole listing: %w", err)
		}
	}
}

func (s *Syncer) failover() time.Duration { return cmp.Or(s.Failover, lease.DefaultFailover) }

func (s *Syncer) emit(e Event) {
	if s.Observe != nil {
		s.Observe(e)
	}
}

func ids(shards []Shard) []string {
	var ids []string
	for _, s := range shards {
		ids = append(ids, s.ID)
	}
	return ids
}
