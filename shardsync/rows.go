package shardsync

// The table as the Syncer reads and writes it: looks that do not trust a listing of rows, and
// writes that run side by side.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/shardkeeper/shardkeeper/lease"
)

// A view is one look at stream and table.
type view struct {
	began  time.Time
	shards []Shard
	all    []lease.Lease // of every stream in the table
	rows   []lease.Lease // of this one
	plan   *plan
}

// look lists shards and rows, and plans. Rows that the plan depends on are read once more,
// consistently: a listing of the table may be stale, and its pages are of different instants.
func (s *Syncer) look(ctx context.Context, list func(context.Context) ([]lease.Lease, error)) (view, error) {
	v := view{began: time.Now()}
	var err error
	if v.all, err = list(ctx); err != nil {
		return view{}, err
	}
	v.rows = s.own(v.all)
	if v.shards, err = s.list(ctx); err != nil {
		return view{}, err
	}
	if err := Match(s.Marks, v.rows, v.shards); err != nil {
		return view{}, err
	}
	if v.plan, err = s.plan(ctx, v.shards, v.rows); err != nil || len(v.plan.create) == 0 {
		return v, err
	}
	if v.rows, err = s.reread(ctx, v.rows, v.plan.relatives()); err != nil {
		return view{}, err
	}
	v.plan, err = s.plan(ctx, v.shards, v.rows)
	return v, err
}

// plan plans, and asks which shards were open at the start where that matters.
func (s *Syncer) plan(ctx context.Context, shards []Shard, rows []lease.Lease) (*plan, error) {
	p, err := newPlan(shards, rows, s.Start)
	if err != nil || s.OpenAt == nil || !p.begins() {
		return p, err
	}
	open, err := s.OpenAt(ctx, p.start.At)
	if err != nil {
		return nil, fmt.Errorf("shardsync: list the shards open at %v: %w", p.start.At.UTC(), err)
	}
	start := p.start
	start.Open = ids(open)
	return newPlan(shards, rows, start)
}

// begins tells whether the plan creates a row at a time.
func (p *plan) begins() bool {
	return slices.ContainsFunc(p.missing(), func(row lease.Lease) bool { return !row.Position.IsTrimHorizon() })
}

// relatives are the shards to be created, and those above and below them.
func (p *plan) relatives() []string {
	found := map[string]bool{}
	for id := range p.create {
		found[id] = true
		for up := range p.Ancestors(id) {
			found[up] = true
		}
		for down := range p.Descendants(id) {
			found[down] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func (s *Syncer) listRows(ctx context.Context) ([]lease.Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, s.failover())
	defer cancel()
	rows, err := s.Table.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("shardsync: list the table: %w", err)
	}
	return rows, nil
}

func (s *Syncer) rows(ctx context.Context) ([]lease.Lease, error) {
	all, err := s.listRows(ctx)
	return s.own(all), err
}

func (s *Syncer) own(rows []lease.Lease) []lease.Lease {
	return slices.DeleteFunc(slices.Clone(rows), func(row lease.Lease) bool { return row.Key.Stream != s.Stream })
}

func (s *Syncer) key(shard string) lease.Key { return lease.Key{Stream: s.Stream, Shard: shard} }

func (s *Syncer) stamp(rows []lease.Lease) {
	for i := range rows {
		rows[i].Key.Stream, rows[i].Marks = s.Stream, s.Marks
	}
}

// reread is rows with those of the shards asked for as consistent reads find them.
func (s *Syncer) reread(ctx context.Context, rows []lease.Lease, asked []string) ([]lease.Lease, error) {
	slices.Sort(asked)
	asked = slices.Compact(asked)
	found := make([]*lease.Lease, len(asked))
	err := s.each(ctx, len(asked), func(ctx context.Context, i int) error {
		row, exists, err := s.Table.Get(ctx, s.key(asked[i]))
		if err != nil {
			return fmt.Errorf("shardsync: read %v: %w", s.key(asked[i]), err)
		}
		if exists {
			found[i] = &row
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(slices.Clone(rows), func(row lease.Lease) bool {
		_, again := slices.BinarySearch(asked, row.Key.Shard)
		return again
	})
	for _, row := range found {
		if row != nil {
			fresh = append(fresh, *row)
		}
	}
	return fresh, nil
}

// errOld says that a pass took so long that what it knows may no longer be so.
var errOld = errors.New("what it would be made from is older than the failover time")

// create makes rows and announces them. One that another worker made meanwhile is as good.
func (s *Syncer) create(ctx context.Context, v view, rows []lease.Lease) ([]lease.Lease, error) {
	s.stamp(rows)
	made := make([]bool, len(rows))
	err := s.each(ctx, len(rows), func(ctx context.Context, i int) error {
		if time.Since(v.began) >= s.failover() {
			return fmt.Errorf("shardsync: create %v: %w", rows[i].Key, errOld)
		}
		_, err := s.Table.Apply(ctx, rows[i].Created())
		if _, another := errors.AsType[*lease.ConflictError](err); another {
			return nil
		}
		if err != nil {
			return fmt.Errorf("shardsync: create %v: %w", rows[i].Key, err)
		}
		made[i] = true
		s.emit(Created{rows[i].Key, rows[i].Position.String(), rows[i].Start})
		return nil
	})
	var mine []lease.Lease
	for i, row := range rows {
		if made[i] {
			mine = append(mine, row)
		}
	}
	if len(mine) == 0 {
		return nil, err
	}
	return mine, errors.Join(err, s.announce(ctx, slices.Concat(v.all, v.rows, mine)))
}

// announce tells readers of News that the table is worth a listing.
func (s *Syncer) announce(ctx context.Context, rows []lease.Lease) error {
	lowest := slices.MinFunc(rows, func(a, b lease.Lease) int { return a.Key.Compare(b.Key) }).Key
	ctx, cancel := context.WithTimeout(ctx, s.failover()/6)
	defer cancel()
	if err := s.Table.Announce(ctx, lowest); err != nil {
		return fmt.Errorf("shardsync: announce new rows: %w", err)
	}
	return nil
}

// delete removes finished rows. One that another worker deleted or changed is left alone.
func (s *Syncer) delete(ctx context.Context, report Report, rows []lease.Lease) (Report, error) {
	deleted := make([]bool, len(rows))
	err := s.each(ctx, len(rows), func(ctx context.Context, i int) error {
		_, err := s.Table.Apply(ctx, rows[i].Deleted())
		if _, another := errors.AsType[*lease.ConflictError](err); another {
			return nil
		}
		if err != nil {
			return fmt.Errorf("shardsync: delete %v: %w", rows[i].Key, err)
		}
		deleted[i] = true
		s.emit(Deleted{rows[i].Key})
		return nil
	})
	for i, row := range rows {
		if deleted[i] {
			report.Deleted = append(report.Deleted, row.Key)
		}
	}
	return report, err
}

// each does n requests to the table, many at once and each bounded, and returns the first error
// once all are through.
func (s *Syncer) each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() error {
			ctx, cancel := context.WithTimeout(ctx, s.failover()/6)
			defer cancel()
			return do(ctx, i)
		})
	}
	return group.Wait()
}
