package worker

// The consumer of enhanced fan-out costs money for as long as it is registered. The last worker of an
// application that leaves on purpose removes it, if it is told to.
//
// Who is the last one is decided by the lease table alone, and may be a mistake, which costs time but
// no record: a worker that is there without a lease, or starts at that moment, finds the consumer
// DELETING, waits until it is gone, and registers it anew. Meanwhile it polls in automatic mode, and
// waits under FanOut. The other way round, the consumer of a worker that crashed stays until a worker
// leaves on purpose while nobody holds a lease.

import (
	"context"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/internal/pause"
	"github.com/shardkeeper/shardkeeper/lease"
)

const (
	// standbyTakes is how long a worker without a lease may take to notice that one is free: news are
	// read twice a second, and listings have a pause between them.
	standbyTakes = 2 * time.Second
	// deregisterMost bounds all of it: what Run takes longer at its end. Below what Kubernetes leaves
	// of its 30 s when user code returned in good time; what is not done then is not done.
	deregisterMost = 10 * time.Second
)

// A registered consumer can be removed.
type registered interface {
	Deregister(context.Context) error
}

// deregister removes the consumer if no other worker is left. Run calls it when everything else has
// ended, on purpose; it is no reason for Run to fail.
func (r *run) deregister(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deregisterMost)
	defer cancel()
	if err := deregisterIfLast(ctx, r.table, r.keeper.Owner, r.retriever.Consumer); err != nil {
		r.emit(ServiceFailed{"deregister the consumer", err})
	}
}

// deregisterIfLast looks at the table twice, and removes the consumer if neither listing shows that
// anybody but self is there.
func deregisterIfLast(ctx context.Context, table lease.Table, self string, consumer registered) error {
	before, err := table.List(ctx)
	if err != nil {
		return fmt.Errorf("worker: look for other workers: %w", err)
	}
	if !abandoned(before, self) {
		return nil
	}
	if err := pause.For(ctx, standbyTakes); err != nil {
		return fmt.Errorf("worker: look for other workers: %w", err)
	}
	after, err := table.List(ctx)
	if err != nil {
		return fmt.Errorf("worker: look for other workers: %w", err)
	}
	if !last(before, after, self) {
		return nil
	}
	return consumer.Deregister(ctx)
}

// abandoned tells whether nobody but self has to do with a row: holds it, asked for it, or was left
// it. A listing may be from before self's own last writes. A row that has ended is nobody's, whatever
// name is left in it.
func abandoned(rows []lease.Lease, self string) bool {
	for _, row := range rows {
		if row.Finished() {
			continue
		}
		for _, name := range []string{row.Owner, row.CheckpointOwner} {
			if name != "" && name != self {
				return false
			}
		}
	}
	return true
}

// last tells whether self is the last worker, by two listings of which the first showed no other.
func last(before, after []lease.Lease, self string) bool {
	return abandoned(after, self) && untouched(before, after, self)
}

// untouched tells whether nobody but self wrote, created or deleted a row between two listings. News
// do not count: another worker that leaves announces it, and would be waited for by one that waits
// for it.
func untouched(before, after []lease.Lease, self string) bool {
	if len(before) != len(after) {
		return false
	}
	was := make(map[lease.Key]lease.Lease, len(before))
	for _, row := range before {
		was[row.Key] = row
	}
	for _, row := range after {
		old, there := was[row.Key]
		if !there || old.Counter != row.Counter && old.Owner != self && old.CheckpointOwner != self {
			return false
		}
	}
	return true
}
