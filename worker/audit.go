package worker

import (
	"context"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
)

// The audit: one worker of a fleet compares the shard graph with the leases.

// audit compares them once a listing after the start, when it is known who holds what, then every
// SyncInterval, while it is this worker's to do. A worker that comes to hold the lowest key does so
// at once: it does not know when its predecessor last did.
func (r *run) audit(ctx context.Context) error {
	var audited time.Time
	for {
		if now := time.Now(); now.Sub(audited) >= r.syncInterval() && r.mayAudit() {
			audited = now
			if _, err := r.syncer.Audit(ctx); ctx.Err() == nil {
				r.noted("compare the shard graph with the leases", err)
			}
		}
		if !sleep(ctx, min(r.keeper.Policy.ListEvery(), r.syncInterval())) {
			return nil
		}
	}
}

// mayAudit tells whether the first pass is done and the audit is this worker's.
func (r *run) mayAudit() bool {
	return r.keeper.Health().Passed && audits(r.keeper.View(), r.keeper.Policy, r.keeper.Owner)
}

// audits tells whether it is owner who audits: who holds the lowest-key live lease. A table in
// which nobody holds one is everybody's.
func audits(view lease.View, p lease.Policy, owner string) bool {
	var lowest lease.Seen
	for _, s := range view.Rows() {
		live := s.Holder() != "" && !s.Finished() && !p.Expired(s)
		if live && (lowest.Key == lease.Key{} || s.Key.Compare(lowest.Key) < 0) {
			lowest = s
		}
	}
	return lowest.Key == lease.Key{} || lowest.Holder() == owner
}
