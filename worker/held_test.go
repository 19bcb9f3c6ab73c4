package worker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// Rule 8: the term is looked at before each delivery, since a machine that was suspended has timers
// that fire late: a context that nobody cancelled yet says nothing.
// Broken by: a lease that counts as held until its context ends.
func TestRule08ALeaseIsNotHeldBeyondItsTermWhateverItsContextSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := time.Now().Add(time.Second)
		table := &leasetest.Memory{Refuse: func(leasetest.Call) error {
			if time.Now().After(away) {
				return errors.New("away")
			}
			return nil
		}}
		table.Put(lease.Lease{Key: lease.Key{Shard: "shardId-000000000000"}})
		ctx, stop := context.WithCancel(t.Context())
		var during, after error
		keeper := &lease.Keeper{Table: table, Owner: lease.OwnerName("a", "1"), Read: func(reading context.Context, h *lease.Held) {
			uncancelled := context.WithoutCancel(reading)
			during = held(uncancelled, h)
			<-reading.Done()
			after = held(uncancelled, h)
			stop()
		}}
		if err := keeper.Run(ctx); err != nil || during != nil || !errors.Is(after, lease.ErrLost) {
			t.Errorf("Run: %v; held during the term: %v, want nil; after it: %v, want %v", err, during, after, lease.ErrLost)
		}
	})
}
