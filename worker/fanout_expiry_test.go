package worker_test

// What retention removes, where records come by enhanced fan-out: the same as by polling.

import (
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Broken by: a subscription that says nothing of the gap before its first event.
func TestUnderFanOutABacklogThatExpiredIsLoudAndReadingGoesOn(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.join("a", byFanOut)
		f.put(20)
		f.allProcessed(time.Minute)
		f.leave("a")
		left := time.Now()
		lost := 20
		f.put(lost)
		time.Sleep(30 * time.Hour)
		f.put(20)
		b := f.join("b", byFanOut)
		f.until(time.Minute, "what is kept is processed", func() bool { return f.ledger.lost() == lost })
		expired := eventsOf[fanout.BacklogExpired](b)
		if len(expired) != 1 {
			f.Fatalf("%d events say that a backlog expired, want 1", len(expired))
		}
		if e := expired[0]; e.From.After(left) || e.To.Before(left.Add(5*time.Hour)) {
			f.Errorf("the event says that %v to %v is gone; a left at %v, and 24 h are kept", e.From, e.To, left)
		}
	})
}

// A subscription to such a shard is told ResourceNotFound, as one with a consumer that is gone is.
// Broken by: an ending of kind missing that is no NotFoundSince in Status.
func TestUnderFanOutChildrenOfAShardThatExpiredUnreadStart(t *testing.T) {
	for _, how := range []func(*member){byFanOut, automatic} {
		play(t, 1, func(f *fleet) {
			f.join("a", how)
			f.put(10)
			f.until(time.Minute, "all is processed", func() bool { return f.ledger.lost() == 0 })
			f.leave("a")
			unread := 10
			f.put(unread)
			f.stream.Split(shard0)
			time.Sleep(30 * time.Hour)
			f.put(20) // into the children
			b := f.join("b", how)
			f.until(2*time.Minute, "the children are read", func() bool { return f.ledger.lost() == unread })
			expired := eventsOf[worker.ShardExpired](b)
			if len(expired) != 1 || expired[0].Key != (lease.Key{Shard: shard0}) {
				f.Errorf("events of shards that expired: %v, want one of the parent", expired)
			}
		})
	}
}

func TestUnderFanOutResourceNotFoundAloneEndsNothing(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a", byFanOut)
		f.all(a, 1, worker.FanOut, time.Minute)
		f.put(10)
		fault := f.emu.Fail("SubscribeToShard", emulator.ResourceNotFound)
		f.emu.FailSubscriptions(emulator.ResourceNotFound)
		described := f.counts("DescribeStreamConsumer")
		f.put(600)
		if n := len(eventsOf[worker.ShardExpired](a)); n > 0 {
			f.Errorf("%d shards are said to have expired, want 0: they are listed", n)
		}
		if s := a.Status().Shards[0]; s.Code != worker.Unreachable {
			f.Errorf("Status: %s, %q", s.Code, s.Why)
		}
		if n := described.Count(); n < 1 || n > 35 {
			f.Errorf("the consumer was looked at %d times in half a minute, want at least once and once a second at most", n)
		}
		fault.Remove()
		f.allProcessed(time.Minute)
		if n := len(eventsOf[fanout.ConsumerUnavailable](a)); n > 0 {
			f.Errorf("%d events say that the consumer is gone, want none", n)
		}
	})
}

// Broken by: a Done that stands still while only empty events come.
func TestUnderFanOutAnIdleShardNeverExpires(t *testing.T) {
	play(t, 1, func(f *fleet) {
		table := &leasetest.Memory{} // hours of it are less work than of DynamoDB
		a := f.join("a", byFanOut, func(m *member) { m.Failover, m.SyncInterval, m.Leases = 5*time.Minute, time.Hour, table })
		f.put(5)
		time.Sleep(5 * time.Hour)
		s := a.Status()
		if s.Fleet.OldestUnread > 10*time.Minute || s.Fleet.ToExpiry < 23*time.Hour || s.Shards[0].Code != worker.Reading {
			f.Errorf("idle, %v behind and %v to expiry: %s", s.Fleet.OldestUnread, s.Fleet.ToExpiry, s.Shards[0].Why)
		}
		if behind := time.Since(s.Shards[0].Done); behind > time.Minute {
			f.Errorf("idle, and done up to %v ago, want some seconds", behind)
		}
		f.put(5)
		f.allProcessed(time.Second)
	})
}
