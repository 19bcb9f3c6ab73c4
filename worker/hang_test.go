package worker_test

// User code that does not return, or fails: what it costs, and whom.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// hanging is a processor that books its records, and at the first of a shard in hangs waits for
// release, whatever its context says; why tells with which cause that ended.
func (m *member) hanging(hangs func(shard string) bool, release <-chan struct{}, why chan<- error) processor.Factory {
	return processor.Func(func(ctx context.Context, b *processor.Batch) error {
		if hangs(b.Shard.ID) {
			select {
			case <-release:
			case <-ctx.Done():
				why <- context.Cause(ctx)
				<-release
			}
		}
		return m.process(ctx, b)
	})
}

// wantCause waits for the cause with which user code's context ended.
func (f *fleet) wantCause(why <-chan error, want error) {
	f.Helper()
	select {
	case cause := <-why:
		if !errors.Is(cause, want) {
			f.Errorf("user code's context ended with %v, want %v", cause, want)
		}
	case <-time.After(time.Minute):
		f.Errorf("user code's context has not ended, want it to with %v", want)
	}
}

// Broken by: giving a lease up when the handoff timeout is over; not cancelling.
func TestRule13AHangingProcessorBlocksNobodyElse(t *testing.T) {
	play(t, 4, func(f *fleet) {
		release, why := make(chan struct{}), make(chan error, 8)
		a := f.join("a", func(w *member) {
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				return w.hanging(func(string) bool { return true }, release, why)(b.Shard).ProcessRecords(ctx, b)
			})
		})
		f.until(10*time.Second, "a holds all", func() bool { return a.held() == 4 })
		f.put(40) // into every shard: each hangs
		asked := time.Now()
		b := f.join("b")
		f.until(time.Minute, "a hangs on what it was asked for", func() bool { return len(eventsOf[lease.Hung](a)) > 0 })
		hung := eventsOf[lease.Hung](a)
		if took := time.Since(asked); took < lease.DefaultHandoffTimeout {
			f.Errorf("a was told to be hung after %v, want the handoff timeout of %v first", took, lease.DefaultHandoffTimeout)
		}
		f.wantCause(why, lease.ErrHandoffTimeout)
		time.Sleep(time.Minute)
		for _, e := range hung {
			s := shardOf(a.Status(), e.Key.Shard)
			if s.Code != worker.Hung || !strings.Contains(s.Why, "user code has been in ProcessRecords") || !strings.Contains(s.Why, "worker b asked") {
				f.Errorf("Status of %s: %s, %q; want hung, and who asked and where user code is", e.Key, s.Code, s.Why)
			}
			if s.Behind < time.Minute {
				f.Errorf("Status of %s: %v behind, want what grew while user code hung", e.Key, s.Behind)
			}
			if other := shardOf(b.Status(), e.Key.Shard); other.Code != worker.Owned || other.Holder != "a" {
				f.Errorf("to b, %s is %s by %q, want owned by a: it is renewed until user code returns", e.Key, other.Code, other.Holder)
			}
		}
		if n := len(eventsOf[lease.Lost](a)); n > 0 || a.held() != 4 {
			f.Errorf("a lost %d leases and holds %d, want 0 and 4", n, a.held())
		}
		close(release)
		f.settles(4, 2*time.Minute)
		f.allProcessed(time.Minute)
		if n := len(eventsOf[lease.Lost](a)); n > 0 {
			f.Errorf("a lost %d leases, want all handed over once user code returned", n)
		}
	})
}

// What hangs no longer counts for the asker, which asks for others instead.
// Broken by: an ask that counts for the asker for ever.
func TestRule13TheAskerOfHangingShardsGetsOthers(t *testing.T) {
	play(t, 6, func(f *fleet) {
		release := make(chan struct{})
		asked := func(w *member, shard string) bool { // one of the first three that were
			events := eventsOf[lease.HandoverAsked](w)
			return slices.ContainsFunc(events[:min(3, len(events))], func(e lease.HandoverAsked) bool { return e.Key.Shard == shard })
		}
		a := f.join("a", func(w *member) {
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				for range 80 { // in user code when it is asked for
					if asked(w, b.Shard.ID) {
						<-release
						break
					}
					time.Sleep(100 * time.Millisecond)
				}
				return w.process(ctx, b)
			})
		})
		f.until(10*time.Second, "a holds all", func() bool { return a.held() == 6 })
		f.put(60)
		b := f.join("b")
		for range 60 {
			f.put(20)
		}
		if n := b.held(); n != 3 {
			f.Errorf("b holds %d shards a minute on, want 3: those that a's user code hangs in are not to be had", n)
		}
		close(release)
		f.settles(6, 2*time.Minute)
		f.allProcessed(time.Minute)
	})
}

func shardOf(s worker.Status, id string) worker.ShardStatus {
	for _, shard := range s.Shards {
		if shard.Shard == id {
			return shard
		}
	}
	return worker.ShardStatus{}
}

// While one of its shards hangs, a worker's other shards are read and another's share is not cut.
// Broken by: a budget that charges the one page that each shard may always hold.
func TestAShardThatHangsStarvesNoOther(t *testing.T) {
	play(t, 3, func(f *fleet) {
		release, why := make(chan struct{}), make(chan error, 8)
		first := func(shard string) bool { return shard == "shardId-000000000000" }
		f.join("a", func(w *member) {
			w.ReadAhead = 1 // each shard may hold one page
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				return w.hanging(first, release, why)(b.Shard).ProcessRecords(ctx, b)
			})
		})
		f.put(200)
		time.Sleep(5 * time.Second)
		seen := f.ledger.distinct()
		if seen < 80 {
			f.Errorf("%d of 200 records are processed while one shard of three hangs, want those of the others", seen)
		}
		close(release)
		f.allProcessed(time.Minute)
	})
}

// Broken by: an error without the shards' names; another cause.
func TestRule13AStopThatUserCodeIgnoresEndsWithItsShardsNamed(t *testing.T) {
	play(t, 2, func(f *fleet) {
		release, why := make(chan struct{}), make(chan error, 8)
		first := func(shard string) bool { return shard == "shardId-000000000000" }
		a := f.join("a", func(w *member) {
			w.StopTimeout = 5 * time.Second
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				return w.hanging(first, release, why)(b.Shard).ProcessRecords(ctx, b)
			})
		})
		f.put(40)
		a.stop()
		stopped := time.Now()
		err := f.ends("a", time.Minute)
		if !errors.Is(err, worker.ErrStopTimeout) || !strings.Contains(fmt.Sprint(err), "shardId-000000000000") || strings.Contains(fmt.Sprint(err), "shardId-000000000001") {
			f.Errorf("Run: %v, want %v with the one shard whose code hangs", err, worker.ErrStopTimeout)
		}
		if took := time.Since(stopped); took < 5*time.Second || took > 8*time.Second {
			f.Errorf("Run returned %v after the stop, want the stop timeout of 5 s and little more", took)
		}
		f.wantCause(why, worker.ErrStopTimeout)
		b := f.join("b")
		f.until(5*time.Second, "b holds what a released", func() bool { return b.held() == 1 })
		f.until(failover+listEvery+10*perCall, "b holds what a left to expire", func() bool { return b.held() == 2 })
		close(release)
		f.allProcessed(time.Minute)
	})
}

// Broken by: no last write for a tenure whose context ended at the stop timeout.
func TestRule13UserCodeThatObeysTheStopTimeoutIsReleased(t *testing.T) {
	play(t, 2, func(f *fleet) {
		a := f.join("a", func(w *member) {
			w.StopTimeout = 5 * time.Second
			w.Processor = processor.Func(func(ctx context.Context, _ *processor.Batch) error {
				<-ctx.Done()
				return context.Cause(ctx)
			})
		})
		f.put(40)
		a.stop()
		if err := f.ends("a", 10*time.Second); err != nil {
			f.Errorf("Run: %v, want nil: user code returned when it was told to", err)
		}
		if n := len(eventsOf[lease.Ended](a)); n != 2 {
			f.Errorf("%d leases were released, want 2", n)
		}
		b := f.join("b")
		f.until(time.Second, "b holds both", func() bool { return b.held() == 2 })
		f.allProcessed(time.Minute)
	})
}

// Broken by: a lost lease that does not end the context.
func TestALostLeaseCancelsUserCodeWithErrLost(t *testing.T) {
	play(t, 1, func(f *fleet) {
		why := make(chan error, 1)
		a := f.join("a", func(w *member) {
			w.Processor = processor.Func(func(ctx context.Context, _ *processor.Batch) error {
				<-ctx.Done()
				why <- context.Cause(ctx)
				return ctx.Err()
			})
		})
		f.put(1)
		time.Sleep(2 * time.Second)
		a.plug.Cut()
		cut := time.Now()
		f.wantCause(why, lease.ErrLost)
		if took := time.Since(cut); took > failover {
			f.Errorf("it ended %v after the table was out of reach, want a failover time at most", took)
		}
		f.crash("a")
		f.join("b")
		f.allProcessed(time.Minute)
	})
}

// Broken by: going on behind a batch whose call failed or panicked.
func TestAnErrorOrAPanicNeverSkipsABatch(t *testing.T) {
	play(t, 2, func(f *fleet) {
		calls := map[string]int{}
		a := f.join("a", func(w *member) {
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				f.ledger.mu.Lock()
				calls[b.Shard.ID]++
				n := calls[b.Shard.ID]
				f.ledger.mu.Unlock()
				switch n % 4 {
				case 0:
					return w.process(ctx, b)
				case 1:
					panic("user code is broken")
				case 2:
					return processor.FailedAt(b.Records[0].Position, errors.New("the first of them"))
				}
				return errors.New("no")
			})
		})
		f.put(100)
		f.allProcessed(5 * time.Minute)
		if len(eventsOf[processor.Panicked](a)) == 0 || len(eventsOf[processor.BatchFailed](a)) == 0 {
			f.Error("no event says that user code failed or panicked")
		}
		f.until(10*time.Second, "nothing is tried again", func() bool { return len(a.Status().Problems) == 0 })
	})
}

// User code has returned; what hangs is the table. Broken by: attempts at the end while the lease is held.
func TestAStopDoesNotWaitForAnEndThatCannotBeStored(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a")
		f.put(10)
		f.until(time.Minute, "all is processed", func() bool { return f.ledger.lost() == 0 })
		fault := f.emu.Fail("GetItem", emulator.InternalFailure)
		f.stream.Split("shardId-000000000000")
		f.put(10)
		time.Sleep(10 * time.Second)
		stopped := time.Now()
		f.leave("a")
		if took := time.Since(stopped); took > 7*time.Second {
			f.Errorf("the stop took %v, want some seconds: user code had returned", took)
		}
		if n := len(eventsOf[lease.Lost](a)); n > 0 {
			f.Errorf("%d leases were lost, want them released", n)
		}
		fault.Remove()
		f.join("b")
		f.allProcessed(30 * time.Second)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0: the position was stored", n)
		}
	})
}
