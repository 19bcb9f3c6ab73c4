package lease_test

// Fleets of Keepers: what a worker that joins, leaves, crashes or hangs costs the others.

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// Broken by: free always true (steal instead of ask); asks from workers that have one more.
func TestFleetSurvivesJoinsLeavesAndCrashes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 30)
		defer f.everyoneLeaves()
		a, b := f.join("a"), f.join("b")
		f.settles(30, time.Minute, a, b)
		c, d := f.join("c"), f.join("d")
		f.settles(30, time.Minute, a, b, c, d)
		a.crash()
		f.settles(30, time.Minute, b, c, d)
		if err := b.leave(); err != nil {
			t.Errorf("Run of the one that left: %v", err)
		}
		f.settles(30, time.Minute, c, d)
		e := f.join("a") // under the first one's ID
		f.settles(30, time.Minute, c, d, e)
	})
}

// Broken by: taking one lease a pass; a free row needs a second listing.
func TestOneWorkerTakesAHundredLeasesInOnePass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 100)
		defer f.everyoneLeaves()
		a := f.join("a")
		time.Sleep(100 * time.Millisecond) // a listing, and two rounds of 64 takes at once
		if _, read := f.loads(); read != 100 || a.lists.Load() != 1 {
			t.Errorf("%d of 100 shards are read after %d listings", read, a.lists.Load())
		}
	})
}

// Broken by: asks from whoever has one more; share without rounding up; listing at every tick of
// the news; a free row that nobody needs wakes the watch.
func TestABalancedFleetStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 10)
		defer f.everyoneLeaves()
		a, b, c := f.join("a"), f.join("b"), f.join("c")
		f.settles(10, time.Minute, a, b, c)
		time.Sleep(2 * failover) // asks under way come to their end
		f.settles(10, 0, a, b, c)
		type count struct{ moves, lists int }
		counts := func() (n count) {
			for _, m := range []*member{a, b, c} {
				n.moves += len(seen[lease.Taken](m)) + len(seen[lease.Asked](m))
				n.lists += int(m.lists.Load())
			}
			return n
		}
		before := counts()
		time.Sleep(10 * failover)
		f.settles(10, 0, a, b, c)
		after := counts()
		if after.moves != before.moves {
			t.Errorf("%d moves in ten failover times", after.moves-before.moves)
		}
		if lists := after.lists - before.lists; lists > 3*31 {
			t.Errorf("%d listings by three workers in ten failover times, want 3 a failover time each", lists)
		}
	})
}

// Broken by: the holder renews for ever after a stop; free rows not announced; news not read.
func TestRule15AGracefulStopLetsOthersReadWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 100)
		defer f.everyoneLeaves()
		a, b := f.join("a"), f.join("b")
		f.settles(100, time.Minute, a, b)
		time.Sleep(2 * failover)
		a.stop()
		f.settles(100, time.Second, b)
		if err := a.ended(); err != nil {
			t.Errorf("Run = %v", err)
		}
		if lost := len(seen[lease.Lost](a)); lost != 0 {
			t.Errorf("%d leases were lost at a graceful stop", lost)
		}
	})
}

// Broken by: an announcement that failed and is not repeated: the last holder, which looks first,
// takes back what it handed over, and so for ever.
func TestAHandoverArrivesAlthoughItsAnnouncementFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 6)
		defer f.everyoneLeaves()
		a := f.join("a")
		f.settles(6, time.Second, a)
		var first atomic.Pointer[time.Time]
		f.table.Refuse = func(c leasetest.Call) error {
			if c.Op != "Announce" {
				return nil
			}
			first.CompareAndSwap(nil, new(time.Now()))
			if time.Since(*first.Load()) < time.Second {
				return errAway
			}
			return nil
		}
		b := f.join("b")
		f.settles(6, 2*failover/3, a, b)
		if n := len(seen[lease.Taken](a)); n != 6 || first.Load() == nil {
			t.Errorf("a took %d leases, want 6: it took back what it handed over", n)
		}
	})
}

// The table hangs for the worker that stops: what it holds is told to stop at once all the same.
//
// Broken by: withdrawing asks, or finishing a pass, before telling the tenures.
func TestAStopDoesNotWaitForAPassToTellItsReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 3)
		defer f.everyoneLeaves()
		a := f.join("a")
		f.settles(3, time.Second, a)
		f.table.Put(lease.Lease{Key: shard(3)})
		a.keeper.Relist()
		time.Sleep(25 * time.Millisecond) // the take of the fourth is under way
		a.stop()
		synctest.Wait()
		for _, h := range a.keeper.Holding() {
			select {
			case <-h.Stopping():
			default:
				t.Errorf("the reader of %v was not told to stop", h.Lease().Key)
			}
		}
	})
}

// Broken by: a silence twice as long; waiting for the next listing instead of for the end of the
// silence.
func TestACrashCostsAFailoverTimeAndAListing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 40)
		defer f.everyoneLeaves()
		a, b, c := f.join("a"), f.join("b"), f.join("c")
		f.settles(40, time.Minute, a, b, c)
		time.Sleep(2 * failover)
		a.crash()
		f.settles(40, failover+failover/3+time.Second, b, c)
	})
}

// Broken by: terms that survive a table that is away; an answer that comes after its term.
func TestAFleetWithoutItsTableStopsReadingAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 20)
		defer f.everyoneLeaves()
		a, b := f.join("a"), f.join("b")
		f.settles(20, time.Minute, a, b)
		f.away.Store(true)
		time.Sleep(failover)
		if _, read := f.loads(); read != 0 {
			t.Errorf("%d shards are read a failover time after the table went away", read)
		}
		time.Sleep(3 * failover)
		lists := a.lists.Load()
		time.Sleep(failover)
		if n := a.lists.Load() - lists; n > 7 {
			t.Errorf("%d listings in a failover time while the table is away", n)
		}
		f.away.Store(false)
		f.settles(20, 3*failover, a, b)
		for _, m := range []*member{a, b} {
			if m.keeper.Health().Failing != (time.Time{}) || len(seen[lease.TableAnswered](m)) == 0 {
				t.Errorf("%s does not say that the table answers again", m.keeper.Owner)
			}
		}
	})
}

// A worker loses the network and comes back when others have its leases.
//
// Broken by: saves without a condition; an ended tenure that resumes.
func TestAZombieChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 10)
		defer f.everyoneLeaves()
		a, b := f.join("a"), f.join("b")
		f.settles(10, time.Minute, a, b)
		for round := range 5 {
			a.dead.Store(true)
			time.Sleep(time.Duration(round+4) * failover / 4)
			a.dead.Store(false)
			f.settles(10, 6*failover, a, b)
		}
	})
}

// Broken by: releasing under running user code; the loop waiting for a reader.
func TestRule13AHungReaderBlocksNobodyAndIsNeverReleased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 8)
		defer f.everyoneLeaves()
		returns := make(chan struct{})
		defer close(returns)
		var first atomic.Pointer[lease.Key] // that is asked for
		a := f.join("a", func(m *member) {
			m.hang = func(k lease.Key) <-chan struct{} {
				if first.CompareAndSwap(nil, &k) || *first.Load() == k {
					return returns
				}
				return nil
			}
		})
		f.settles(8, time.Second, a)
		b := f.join("b")
		time.Sleep(3 * time.Minute)
		if loads, _ := f.loads(); loads[a] != 4 || loads[b] != 4 {
			t.Errorf("a reads %d, b %d, want 4 each: b asks for another in place of the hung one", loads[a], loads[b])
		}
		hung := *first.Load()
		row := row(f, hung)
		if row.Holder() != a.keeper.Owner || len(seen[lease.Hung](a)) == 0 {
			t.Errorf("the hung lease is held by %q, want %q; Hung events: %d", row.Holder(), a.keeper.Owner, len(seen[lease.Hung](a)))
		}
		a.stop()
		err := a.ended()
		if !errors.Is(err, lease.ErrStopTimeout) || !strings.Contains(err.Error(), hung.String()) || strings.Count(err.Error(), "shardId") != 1 {
			t.Errorf("Run = %v, want ErrStopTimeout with the name of %v only", err, hung)
		}
		f.settles(8, 2*failover, b) // it expired
	})
}

// Broken by: asks that stay in the table when their asker has its share: what hung comes to it all the same.
func TestRule13WhatHungStaysWhereItIsNeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 8)
		defer f.everyoneLeaves()
		returns := make(chan struct{})
		var asked atomic.Int64
		a := f.join("a", func(m *member) {
			m.hang = func(lease.Key) <-chan struct{} {
				if asked.Add(1) <= 4 {
					return returns // the first four that are asked for
				}
				return nil
			}
		})
		f.settles(8, time.Second, a)
		b := f.join("b")
		time.Sleep(2 * time.Minute)
		taken := len(seen[lease.Taken](b))
		close(returns)
		time.Sleep(time.Minute)
		f.settles(8, 0, a, b)
		if n := len(seen[lease.Taken](b)); taken != 4 || n != 4 {
			t.Errorf("b took %d leases, and %d when user code had returned, want its share of 4", taken, n)
		}
	})
}

func row(f *fleet, key lease.Key) lease.Lease {
	for _, l := range f.table.Rows() {
		if l.Key == key {
			return l
		}
	}
	return lease.Lease{}
}

// Broken by: comparing whole owner names; an alarm for what a predecessor left behind.
func TestTwoProcessesUnderOneIDAreNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 6)
		defer f.everyoneLeaves()
		a := f.join("a")
		f.settles(6, time.Second, a)
		a.crash()
		b := f.join("a")
		f.settles(6, time.Minute, b)
		time.Sleep(2 * failover)
		if n := len(seen[lease.DuplicateWorker](b)); n != 0 {
			t.Errorf("%d alarms for a predecessor that crashed", n)
		}
		c := f.join("a")
		f.settles(6, time.Minute, b, c)
		time.Sleep(2 * failover)
		for _, m := range []*member{b, c} {
			if n := len(seen[lease.DuplicateWorker](m)); n != 1 || m.keeper.Health().Twin == "" {
				t.Errorf("%s: %d alarms, want 1; Health.Twin %q", m.keeper.Owner, n, m.keeper.Health().Twin)
			}
		}
	})
}

// java renews rows as a KCL worker does: owner and counter, nothing of ours.
func (f *fleet) java(owner string, keys ...lease.Key) (stop func()) {
	ended := make(chan struct{})
	go func() {
		for {
			for _, k := range keys {
				l := row(f, k)
				l.Key, l.Owner, l.CheckpointOwner = k, owner, ""
				l.Counter++
				f.table.Put(l)
			}
			select {
			case <-ended:
				return
			case <-time.After(failover / 3):
			}
		}
	}()
	return func() { close(ended) }
}

// Broken by: planning while an unmarked row is not known to be silent.
func TestAForeignFleetIsMetAtAdoption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 4)
		defer f.everyoneLeaves()
		defer f.java("java-1", shard(0))()
		a := f.join("a")
		time.Sleep(3 * failover)
		a.stop()
		if err := a.ended(); !errors.Is(err, lease.ErrForeignFleet) || !strings.Contains(err.Error(), "java-1") {
			t.Errorf("Run = %v, want ErrForeignFleet", err)
		}
		if n := a.writes.Load(); n != 0 {
			t.Errorf("%d writes to a foreign fleet's table", n)
		}
	})
}

// Broken by: watching at the start only.
func TestAForeignFleetIsMetLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 4)
		defer f.everyoneLeaves()
		a := f.join("a")
		f.settles(4, time.Second, a)
		time.Sleep(failover)
		defer f.java("java-1", shard(2))() // it steals, as the KCL does
		select {
		case <-a.done:
			if err := a.ended(); !errors.Is(err, lease.ErrForeignFleet) {
				t.Errorf("Run = %v, want ErrForeignFleet", err)
			}
		case <-time.After(2 * failover):
			t.Error("Run goes on beside a foreign fleet")
		}
	})
}

// Broken by: rows without our marks count as free at once, or never.
func TestRowsOfAFleetThatStoppedAreAdopted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 4)
		defer f.everyoneLeaves()
		f.java("java-1", shard(0), shard(1))()
		a := f.join("a")
		f.settles(4, failover+failover/3, a)
		if from := fmt.Sprint(seen[lease.Taken](a)); !strings.Contains(from, "java-1") {
			t.Errorf("nothing was taken from java-1: %s", from)
		}
	})
}
