package shardsync

// The shell of a shard's end: what the holder writes beside SHARD_END, and how it learns that its
// shard is gone.

import (
	"context"
	"fmt"

	"github.com/shardkeeper/shardkeeper/lease"
)

// Ending says what stands beside SHARD_END when row's holder has come to the end of its shard.
// children are those that the last page named: none if the shard is gone, and then, as when one is
// missing, the listing is asked. Unless something is amiss it costs one round of reads side by side.
//
// An error means that the shard must not end yet: ask again later.
func (s *Syncer) Ending(ctx context.Context, row lease.Lease, children []Shard) (Succession, error) {
	var shards []Shard
	if !Complete(row, children) {
		var err error
		if shards, children, err = s.listedChildren(ctx, row); err != nil {
			return Succession{}, err
		}
	}
	next, err := s.succeed(ctx, row, children, shards)
	if err != nil || len(next.SyncFirst) == 0 {
		return next, err
	}
	if shards == nil {
		if shards, err = s.list(ctx); err != nil {
			return Succession{}, err
		}
		if next, err = s.succeed(ctx, row, children, shards); err != nil || len(next.SyncFirst) == 0 {
			return next, err
		}
	}
	if _, err := s.Audit(ctx); err != nil {
		return Succession{}, err
	}
	next, err = s.succeed(ctx, row, children, shards)
	if err == nil && len(next.SyncFirst) > 0 {
		err = fmt.Errorf("shardsync: end %v: parents %v of its child have no row yet", row.Key, next.SyncFirst)
	}
	return next, err
}

// Gone tells whether the service no longer keeps row's shard, by two listings. It is for a holder
// whose reads answer ResourceNotFound, which by itself proves nothing.
func (s *Syncer) Gone(ctx context.Context, row lease.Lease) (bool, error) {
	first, second, err := s.twoListings(ctx)
	if err != nil {
		return false, err
	}
	return len(Gone([]lease.Lease{row}, first, second)) > 0, nil
}

// listedChildren are the children by the listing, where the last page did not name all of them.
func (s *Syncer) listedChildren(ctx context.Context, row lease.Lease) (shards, children []Shard, err error) {
	if shards, err = s.list(ctx); err != nil {
		return nil, nil, err
	}
	children = NewGraph(shards, nil).Children(row.Key.Shard)
	if Complete(row, children) {
		return shards, children, nil
	}
	second, err := s.again(ctx)
	if err != nil {
		return nil, nil, err
	}
	children = NewGraph(second, nil).Children(row.Key.Shard)
	if !Complete(row, children) && len(Gone([]lease.Lease{row}, shards, second)) == 0 {
		return nil, nil, fmt.Errorf("shardsync: end %v: children %v: %w", row.Key, ids(children), ErrIncomplete)
	}
	return second, children, nil
}

func (s *Syncer) succeed(ctx context.Context, row lease.Lease, children, shards []Shard) (Succession, error) {
	var rows []lease.Lease
	if shards != nil { // something is amiss: which rows lead where matters, too
		all, err := s.rows(ctx)
		if err != nil {
			return Succession{}, err
		}
		rows = all
	}
	var asked []string
	for _, child := range children {
		asked = append(append(asked, child.ID), child.Parents...)
	}
	rows, err := s.reread(ctx, rows, asked)
	if err != nil {
		return Succession{}, err
	}
	return Succeed(row, children, rows, shards), nil
}
