package lease_test

// The Keeper's shells: what a reader is promised of its Held, and the rules of the protocol that
// need a running Keeper.

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// alone runs one worker with a reader of the test's own.
func alone(f *fleet, read func(context.Context, *lease.Held), change ...func(*member)) *member {
	return f.join("a", append(change, func(m *member) { m.keeper.Read = read })...)
}

func leave(h *lease.Held) error {
	return h.End(context.Background(), lease.Final{How: lease.Leave, Progress: h.Now().Progress()})
}

func upTo(n int) checkpoint.Progress { return checkpoint.Progress{Position: at(n)} }

// Broken by: telling those who wait only when the newest wish is stored.
func TestACommitIsNotStarvedByNewerSaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1)
		alone(f, func(ctx context.Context, h *lease.Held) {
			busy, quiet := context.WithCancel(ctx)
			saved := make(chan struct{})
			go func() {
				defer close(saved)
				for n := 100; busy.Err() == nil; n++ {
					h.Save(upTo(n))
					time.Sleep(5 * time.Millisecond)
				}
			}()
			began := time.Now()
			if err := h.Commit(ctx, upTo(50)); err != nil || time.Since(began) > 100*time.Millisecond {
				t.Errorf("Commit = %v after %v, want within two calls", err, time.Since(began))
			}
			quiet()
			<-saved
			_ = leave(h)
		})
		time.Sleep(time.Second)
		f.everyoneLeaves()
	})
}

// Broken by: a commit of what is stored already waits for the next renewal; a position that goes back.
func TestACommitOfWhatIsStoredReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1)
		alone(f, func(ctx context.Context, h *lease.Held) {
			for _, n := range []int{7, 7, 5} {
				began := time.Now()
				if err := h.Commit(ctx, upTo(n)); err != nil || time.Since(began) > 100*time.Millisecond {
					t.Errorf("Commit(%d) = %v after %v", n, err, time.Since(began))
				}
			}
			_ = leave(h)
		})
		time.Sleep(time.Second)
		f.everyoneLeaves()
		if got := f.table.Rows()[0].Position; got != at(7) {
			t.Errorf("stored: %v, want 7", got)
		}
	})
}

// Broken by: a commit that waits for its write's answer; a term that the loop does not end.
func TestRule07ACommitReturnsByTheEndOfTheTerm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1)
		m := alone(f, func(ctx context.Context, h *lease.Held) {
			f.away.Store(true)
			began := h.Since()
			err := h.Commit(context.Background(), upTo(7))
			if took := time.Since(began); !errors.Is(err, lease.ErrLost) || took > failover*9/10 {
				t.Errorf("Commit = %v after %v, want ErrLost within the term of 9 s", err, took)
			}
			if !errors.Is(context.Cause(ctx), lease.ErrLost) || h.Live() {
				t.Errorf("the context's cause is %v, live: %v", context.Cause(ctx), h.Live())
			}
			if err := h.Commit(context.Background(), upTo(8)); !errors.Is(err, lease.ErrLost) {
				t.Errorf("Commit after the end = %v", err)
			}
			if err := leave(h); !errors.Is(err, lease.ErrLost) {
				t.Errorf("End after the end = %v", err)
			}
		})
		time.Sleep(failover)
		f.everyoneLeaves()
		if n := len(seen[lease.Lost](m)); n != 1 {
			t.Errorf("%d Lost events, want 1", n)
		}
	})
}

// Broken by: an unanswered take that is given up; a term of it that counts from the reading back.
func TestATakeWhoseAnswerIsLostIsReadBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1)
		f.table.Drop = func(c leasetest.Call) error {
			if c.Change.Kind == lease.Take {
				return errors.New("connection reset")
			}
			return nil
		}
		a := f.join("a")
		f.settles(1, 200*time.Millisecond, a)
		f.everyoneLeaves()
	})
}

// Broken by: final writes that are not sent again; the resent one taken for a conflict.
func TestALastWriteWhoseAnswerIsLostIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 5)
		var drops atomic.Int64
		f.table.Drop = func(c leasetest.Call) error {
			if c.Change.Final() && drops.Add(1) <= 5 {
				return errors.New("connection reset")
			}
			return nil
		}
		a := f.join("a")
		f.settles(5, time.Second, a)
		if err := a.leave(); err != nil {
			t.Errorf("Run = %v", err)
		}
		if ended, lost := len(seen[lease.Ended](a)), len(seen[lease.Lost](a)); ended != 5 || lost != 0 {
			t.Errorf("%d ended, %d lost, want 5 and 0", ended, lost)
		}
	})
}

// Broken by: a claim that looks at the share.
func TestWhoEndsAParentTakesItsChildrenWhateverTheShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 2)
		split := make(chan struct{})
		read := func(ctx context.Context, h *lease.Held) {
			select {
			case <-split:
			case <-h.Stopping():
			}
			if h.Lease().Key != shard(0) || ctx.Err() != nil {
				<-h.Stopping()
				_ = leave(h)
				return
			}
			final := lease.Final{How: lease.Finish}
			for i := range 4 {
				final.Children = append(final.Children, shard(2+i).Shard)
				final.Rows = append(final.Rows, lease.Lease{Key: shard(2 + i), Parents: []string{shard(0).Shard}})
			}
			_ = h.End(ctx, final)
		}
		a := alone(f, read)
		time.Sleep(time.Second)
		b := f.join("b", func(m *member) { m.keeper.Read = read })
		time.Sleep(failover) // one each
		ender := a
		if row(f, shard(0)).Holder() == b.keeper.Owner {
			ender = b
		}
		close(split)
		time.Sleep(250 * time.Millisecond)
		if n := len(ender.keeper.Holding()); n != 4 {
			t.Errorf("who ended the parent holds %d leases, want its four children: an equal share is three", n)
		}
		f.everyoneLeaves()
	})
}

// Broken by: children that wait for the next listing; claims that ignore another parent.
func TestRule14WhoEndsTheLastParentTakesTheChildAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 2)
		child := lease.Lease{Key: shard(2), Parents: []string{shard(0).Shard, shard(1).Shard}}
		var ends [3]time.Time
		a := alone(f, func(ctx context.Context, h *lease.Held) {
			i := slices.Index([]lease.Key{shard(0), shard(1), shard(2)}, h.Lease().Key)
			if i == 2 {
				ends[2] = h.Since()
				<-h.Stopping()
				_ = leave(h)
				return
			}
			time.Sleep(time.Duration(i+1) * 5 * time.Second)
			ends[i] = time.Now()
			final := lease.Final{How: lease.Finish, Progress: upTo(9), Children: []string{child.Key.Shard}, Rows: []lease.Lease{child}}
			if err := h.End(ctx, final); err != nil {
				t.Errorf("End = %v", err)
			}
		}, func(m *member) { m.keeper.Policy.Max = 2 })
		time.Sleep(20 * time.Second)
		f.everyoneLeaves()
		if wait := ends[2].Sub(ends[1]); ends[2].IsZero() || wait < 0 || wait > 250*time.Millisecond {
			t.Errorf("the child was taken %v after its last parent's end", wait)
		}
		if n := len(seen[lease.Taken](a)); n != 3 {
			t.Errorf("%d takes, want 3", n)
		}
	})
}

// Broken by: claims that do not count towards the maximum; a plan from a view older than the claims.
func TestMaxHoldsAlsoForChildrenOfAShardThatEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 2)
		most := 0
		a := alone(f, func(ctx context.Context, h *lease.Held) {
			if h.Lease().Key == shard(0) {
				time.Sleep(time.Second)
				final := lease.Final{How: lease.Finish}
				for i := range 4 {
					final.Children = append(final.Children, shard(5-i).Shard)
					final.Rows = append(final.Rows, lease.Lease{Key: shard(2 + i), Parents: []string{shard(0).Shard}})
				}
				_ = h.End(ctx, final)
				return
			}
			<-h.Stopping()
			_ = leave(h)
		}, func(m *member) { m.keeper.Policy.Max = 2 })
		for range 400 {
			time.Sleep(100 * time.Millisecond)
			most = max(most, len(a.keeper.Holding()))
		}
		f.everyoneLeaves()
		if most != 2 {
			t.Errorf("%d leases were held at once, want 2", most)
		}
	})
}

// Broken by: listing at every tick of the news; news counted from the first reading of them.
func TestRule15TheTableIsListedOnNewsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 3)
		a := f.join("a")
		f.settles(3, time.Second, a)
		f.table.Put(lease.Lease{Key: shard(9)})
		if err := f.table.Announce(t.Context(), shard(0)); err != nil {
			t.Fatal(err)
		}
		f.settles(4, time.Second, a) // announced before the news were first read
		before := a.lists.Load()
		time.Sleep(10 * failover)
		if n := a.lists.Load() - before; n > 31 {
			t.Errorf("%d listings in ten failover times without news, want 30", n)
		}
		f.everyoneLeaves()
	})
}

// Broken by: Run that leaves user code's context alive; a second Run that works on the same maps.
func TestAKeeperRunsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1)
		a := f.join("a")
		f.settles(1, time.Second, a)
		if err := a.keeper.Run(t.Context()); err == nil {
			t.Error("a second Run is no error")
		}
		if err := a.leave(); err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}

// Broken by: a tenure that is abandoned and goes on for the rest of its term.
func TestAnAbandonedTenureWritesNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1)
		a := alone(f, func(_ context.Context, h *lease.Held) {
			began := time.Now()
			err := h.End(context.Background(), lease.Final{How: lease.Abandon})
			if !errors.Is(err, lease.ErrLost) || time.Since(began) > 0 {
				t.Errorf("End = %v after %v", err, time.Since(began))
			}
		})
		time.Sleep(time.Second)
		if n := a.writes.Load(); n != 1 || f.table.Rows()[0].Holder() != a.keeper.Owner {
			t.Errorf("%d writes, and the row is held by %q: it is left to expire", n, f.table.Rows()[0].Holder())
		}
		f.everyoneLeaves()
	})
}

// Broken by: a reader that returns without a word leaves its lease held.
func TestAReaderThatReturnsWithoutEndingLosesItsLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1)
		a := alone(f, func(context.Context, *lease.Held) {})
		time.Sleep(time.Second)
		if lost := seen[lease.Lost](a); len(lost) == 0 || !errors.Is(lost[0].Cause, lease.ErrLost) {
			t.Errorf("Lost: %v", lost)
		}
		f.everyoneLeaves()
	})
}

// Broken by: a keeper that overwrites the marks of another stream.
func TestRule24ATableOfAnotherStreamEndsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 2)
		created := time.Now()
		marks := lease.Marks{Format: lease.Format, StreamARN: "arn:orders", Created: created}
		a := f.join("a", func(m *member) { m.keeper.Marks = marks })
		f.settles(2, time.Second, a)
		row := f.table.Rows()[0]
		row.Marks.Created = created.Add(time.Hour) // the stream was deleted and created again
		f.table.Put(row)
		if err := a.ended(); !errors.Is(err, lease.ErrOtherStream) {
			t.Errorf("Run = %v, want ErrOtherStream", err)
		}
	})
}
