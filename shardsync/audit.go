package shardsync

// The audit: one pass over a running table, by whoever holds its lowest live lease.

import (
	"context"
	"slices"

	"github.com/shardkeeper/shardkeeper/internal/pause"
	"github.com/shardkeeper/shardkeeper/lease"
)

// A Report is what an audit did, and what it leaves to others.
type Report struct {
	Created []lease.Lease
	Deleted []lease.Key
	Gone    []lease.Lease // unfinished, and their shards are no longer kept: for their holders to end
}

// Audit compares the table with the stream once: it makes rows that are missing, deletes finished
// ones that nothing needs, and names shards that expired unread. Unless one look shows something
// that a second must confirm, it costs one listing of each.
//
// A pass that fails may have done part of its work; the next one finds what is left.
func (s *Syncer) Audit(ctx context.Context) (Report, error) {
	first, err := s.look(ctx, s.listRows)
	if err != nil {
		return Report{}, err
	}
	if !first.amiss() {
		return s.delete(ctx, Report{}, Deletable(first.rows, first.shards, nil))
	}
	missing := first.plan.missing()
	for _, row := range missing {
		s.emit(HoleFound{s.key(row.Key.Shard)})
	}
	if err := pause.For(ctx, secondLook); err != nil {
		return Report{}, err
	}
	second, err := s.look(ctx, s.listRows)
	if err != nil {
		return Report{}, err
	}
	report := Report{Gone: Gone(second.rows, first.shards, second.shards)}
	for _, row := range report.Gone {
		s.emit(ShardGone{Key: row.Key, Holder: row.Holder(), Done: row.Position.String()})
	}
	report.Created, err = s.create(ctx, second, both(missing, second.plan.missing()))
	for _, row := range report.Created {
		s.emit(HoleRepaired{row.Key})
	}
	if err != nil {
		return report, err
	}
	rows := append(slices.Clone(second.rows), report.Created...)
	return s.delete(ctx, report, Deletable(rows, first.shards, second.shards))
}

// amiss tells whether the look shows what a second one has to confirm.
func (v view) amiss() bool {
	return len(v.plan.create) > 0 || len(vanished(v.rows, v.shards, v.shards)) > 0
}

// both are the rows of second whose shard is also in first.
func both(first, second []lease.Lease) []lease.Lease {
	return slices.DeleteFunc(second, func(row lease.Lease) bool {
		return !slices.ContainsFunc(first, func(l lease.Lease) bool { return l.Key.Shard == row.Key.Shard })
	})
}
