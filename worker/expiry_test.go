package worker_test

// What retention removes: a backlog that nobody read in time, a whole shard, and nothing of a
// shard that is merely idle.

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Broken by: a start that trusts the position alone.
func TestABacklogThatExpiredIsLoudAndReadingGoesOn(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.join("a")
		f.put(20)
		f.allProcessed(time.Minute)
		f.leave("a")
		left := time.Now()
		lost := 20
		f.put(lost)
		time.Sleep(30 * time.Hour)
		f.put(20)
		b := f.join("b")
		f.until(time.Minute, "what is kept is processed", func() bool { return f.ledger.lost() == lost })
		expired := eventsOf[fanout.BacklogExpired](b)
		if len(expired) != 1 {
			f.Fatalf("%d events say that a backlog expired, want 1", len(expired))
		}
		if e := expired[0]; e.From.After(left) || e.To.Before(left.Add(5*time.Hour)) {
			f.Errorf("the event says that %v to %v is gone; a left at %v, and 24 h are kept", e.From, e.To, left)
		}
		f.put(20)
		f.until(time.Minute, "reading goes on", func() bool { return f.ledger.lost() == lost })
	})
}

// Time to expiry falls while one can still act, also of a shard that nobody holds or ever read.
// Broken by: not keeping since when a row is known.
func TestTimeToExpiryFallsWhileNobodyReads(t *testing.T) {
	play(t, 2, func(f *fleet) {
		table := &leasetest.Memory{}
		a := f.join("a", func(w *member) { w.MaxLeases, w.PollInterval, w.Leases = 1, 30*time.Second, table })
		f.put(20)
		time.Sleep(6 * time.Hour)
		s := a.Status()
		if got := s.Fleet.ToExpiry; got > 18*time.Hour+time.Minute || got < 17*time.Hour {
			f.Errorf("six hours on, the fleet's time to expiry is %v, want about 18 h", got)
		}
		for _, shard := range s.Shards {
			if shard.Here && shard.Behind > time.Minute {
				f.Errorf("%s is read and said to be %v behind", shard.Shard, shard.Behind)
			}
			if !shard.Here && shard.Behind < 5*time.Hour {
				f.Errorf("%s was never read, and is said to be %v behind after six hours", shard.Shard, shard.Behind)
			}
		}
	})
}

// While reads fail the backlog ages. Broken by: Behind as the last read said it.
func TestABacklogAgesWhileReadsFail(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a")
		f.put(20)
		f.allProcessed(time.Minute)
		fault := f.emu.Fail("GetRecords", "500 InternalFailureException: no")
		time.Sleep(10 * time.Minute)
		if s := a.Status().Shards[0]; s.Code != worker.Unreachable || s.Behind < 9*time.Minute || s.ToExpiry > 24*time.Hour-9*time.Minute {
			f.Errorf("after ten minutes of failing reads: %s, %v behind, %v to expiry", s.Code, s.Behind, s.ToExpiry)
		}
		fault.Remove()
		f.until(time.Minute, "it is read", func() bool { s := a.Status().Shards[0]; return s.Code == worker.Reading && s.Behind < 15*time.Second })
	})
}

func TestAnIdleShardNeverExpires(t *testing.T) {
	play(t, 2, func(f *fleet) {
		table := &leasetest.Memory{} // days of it are less work than of DynamoDB
		every := func(w *member) {
			w.PollInterval, w.Failover, w.SyncInterval, w.Leases = 30*time.Second, 5*time.Minute, time.Hour, table
		}
		a := f.join("a", every)
		f.put(5)
		time.Sleep(25 * time.Hour) // more than the stream keeps
		if s := a.Status(); s.Fleet.OldestUnread > 10*time.Minute || s.Fleet.ToExpiry < 23*time.Hour {
			f.Errorf("idle, %v behind and %v to expiry", s.Fleet.OldestUnread, s.Fleet.ToExpiry)
		}
		b := f.join("b", every)
		f.leave("a")
		f.until(time.Hour, "b holds both", func() bool { return b.held() == 2 })
		time.Sleep(time.Hour)
		for _, m := range []*member{a, b} {
			for _, e := range eventsOf[fanout.BacklogExpired](m) {
				f.Errorf("%s: %s expired from %v to %v although it was idle", m.ID, e.Shard, e.From, e.To)
			}
		}
		f.put(5)
		f.allProcessed(2 * time.Minute)
	})
}

// Broken by: waiting for the parent for ever.
func TestRule19ChildrenOfAShardThatExpiredUnreadStart(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.join("a")
		f.put(10)
		f.until(time.Minute, "all is processed", func() bool { return f.ledger.lost() == 0 })
		f.leave("a")
		unread := 10
		f.put(unread)
		f.stream.Split("shardId-000000000000")
		time.Sleep(30 * time.Hour)
		f.put(20) // into the children
		b := f.join("b")
		f.until(2*time.Minute, "the children are read", func() bool { return f.ledger.lost() == unread })
		expired := eventsOf[worker.ShardExpired](b)
		if len(expired) != 1 || expired[0].Key != (lease.Key{Shard: "shardId-000000000000"}) {
			f.Errorf("events of shards that expired: %v, want one of the parent", expired)
		}
	})
}

// Broken by: any ResourceNotFound that ends a shard.
func TestRule19ResourceNotFoundAloneEndsNothing(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a")
		f.put(10)
		for _, operation := range []string{"GetRecords", "GetShardIterator"} {
			defer f.emu.Fail(operation, "400 ResourceNotFoundException: no such shard").Remove()
		}
		f.put(600)
		if n := len(eventsOf[worker.ShardExpired](a)); n > 0 {
			f.Errorf("%d shards are said to have expired, want 0: they are listed", n)
		}
		if s := a.Status().Shards[0]; s.Code != worker.Unreachable {
			f.Errorf("Status: %s, %q", s.Code, s.Why)
		}
		if n := a.held(); n != 1 {
			f.Errorf("a holds %d", n)
		}
	})
}

// When the parent's end is read says nothing of what came into its children since it closed.
// Broken by: a child's row that begins as done up to the read of its parent's end.
func TestAChildIsAsOldAsItsParentsLastRecord(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.put(10)
		f.stream.Split("shardId-000000000000")
		f.put(10)
		time.Sleep(10 * time.Hour)
		a := f.join("a", func(w *member) {
			w.Processor = func(s processor.Shard) processor.RecordProcessor {
				return processor.Func(func(context.Context, *processor.Batch) error {
					if s.ID == "shardId-000000000000" {
						return nil
					}
					return errors.New("not yet")
				})(s)
			}
		})
		f.until(time.Minute, "both children are held", func() bool { return a.held() == 2 })
		time.Sleep(10 * time.Second)
		for _, s := range a.Status().Shards {
			if s.Behind < 9*time.Hour || s.ToExpiry > 15*time.Hour {
				f.Errorf("%s: %v behind and %v to expiry, done up to %v; its records came ten hours ago", s.Shard, s.Behind, s.ToExpiry, s.Done)
			}
		}
	})
}
