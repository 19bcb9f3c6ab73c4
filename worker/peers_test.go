package worker_test

// What libraries of this kind are known to get wrong in polling, and the test that holds it here.
//
//	a checkpoint that is not conditional, by a worker that lost the lease   TestAPausedWorkerReturnsAsAZombieAndHarmsNobody
//	a stop that waits for parents, or for user code, for ever               TestRule13AStopThatUserCodeIgnoresEndsWithItsShardsNamed
//	a worker whose lease was lost is never told                             TestALostLeaseCancelsUserCodeWithErrLost
//	one lease per round of the lease loop                                   TestTheFirstRecordOfAHundredShardsComesWithinASecond
//	LATEST that is resolved anew, and for children                          TestLatestLosesNothingThroughACrashAndASplitBeforeTheFirstCheckpoint
//	a failed batch that is marked as done                                   TestAnErrorOrAPanicNeverSkipsABatch
//	two processes of one name that take each other's lease for their own    TestARestartUnderTheSameIDWaitsOutTheOldTerm
//	a table of more than one page that is read by its first                 TestRule16TornScansStartNoChildBeforeItsParents
//	finished rows that are forgotten after days, and their shards replayed  shardsync: Deletable's laws
//
// The others are below.

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Against libraries that take a parent without a row for one that has ended, and know one parent only.
// It holds twice: children of an unread parent have no row, and a parent with one is read first.
func TestAFreshStartReadsParentsBeforeChildrenAfterASplitAndAMerge(t *testing.T) {
	play(t, 2, func(f *fleet) {
		f.put(20)
		lower, upper := f.stream.Split("shardId-000000000000")
		f.put(20)
		f.stream.Merge(lower, upper)
		f.put(20)
		for _, name := range []string{"a", "b", "c"} {
			f.join(name)
		}
		f.allProcessed(time.Minute)
	})
}

// Against libraries that do not read a closed shard which nobody claimed: on a fresh start, and
// after a graceful restart in the middle of a reshard.
func TestAClosedShardIsReadToItsEndAfterAGracefulRestart(t *testing.T) {
	play(t, 1, func(f *fleet) {
		slow := func(w *member) { // one by one, so that a stop comes in between
			book := w.Processor
			w.Processor = func(shard processor.Shard) processor.RecordProcessor {
				user := book(shard)
				return processor.Each(func(ctx context.Context, r *processor.Record) error {
					if err := user.ProcessRecords(ctx, &processor.Batch{Shard: shard, Records: []processor.Record{*r}}); err != nil {
						return err
					}
					time.Sleep(300 * time.Millisecond)
					return context.Cause(ctx)
				})(shard)
			}
		}
		f.put(5)
		f.join("a", slow)
		time.Sleep(time.Second)
		f.put(100)
		f.stream.Split("shardId-000000000000")
		f.put(20)
		f.leave("a")
		f.join("b", slow)
		f.allProcessed(5 * time.Minute)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0", n)
		}
	})
}

// Against libraries in which a worker that lost its table never stops reading.
// Broken by: a lost lease that does not end its reader's context.
func TestAWorkerCutOffFromItsTableStopsReading(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a")
		f.put(20)
		b := f.join("b", func(w *member) { w.MaxLeases = 1 })
		for _, operation := range []string{"GetItem", "UpdateItem", "Scan", "TransactWriteItems"} {
			defer f.emu.DropRequest(operation, emulator.Through(a.plug)).Remove()
		}
		f.put(int(2 * failover / (50 * time.Millisecond)))
		if b.held() != 1 || a.held() != 0 {
			f.Fatalf("a holds %d and b %d, want b to have the one shard", a.held(), b.held())
		}
		reads := f.counts("GetRecords", emulator.Through(a.plug))
		f.put(100)
		if n := reads.Count(); n > 0 {
			f.Errorf("a has read %d times since b took its shard", n)
		}
		f.allProcessed(time.Minute)
	})
}

// Against libraries in which one error of a read ends the consumer, or the shard until something
// else changes. Broken by: any error that ends reading.
func TestNoErrorOfAReadEndsAnything(t *testing.T) {
	faults := []emulator.Fault{
		emulator.ExpiredIterator, emulator.Throttled, emulator.LimitExceeded, emulator.InternalFailure, emulator.ServiceUnavailable,
		emulator.AccessDenied, emulator.ResourceNotFound, emulator.ExpiredToken,
		emulator.NewFault(400, "KMSThrottlingException", "The request was denied due to request throttling."),
		emulator.NewFault(400, "KMSAccessDeniedException", "The ciphertext refers to a key that you may not use."),
		emulator.NewFault(400, "InvalidArgumentException", "Invalid ShardIterator."),
	}
	play(t, 2, func(f *fleet) {
		a := f.join("a")
		f.put(20)
		for _, operation := range []string{"GetRecords", "GetShardIterator"} {
			for _, fault := range faults {
				f.emu.Fail(operation, fault, emulator.Times(3))
				f.emu.Fail("GetRecords", emulator.ExpiredIterator, emulator.Times(1)) // so that an iterator is asked for
				f.put(40)
			}
		}
		f.allProcessed(2 * time.Minute)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0: nothing was lost but answers", n)
		}
		if n := len(eventsOf[lease.Taken](a)); n != 2 {
			f.Errorf("a took leases %d times, want 2: no error of a read costs a lease", n)
		}
	})
}

// Against libraries that lose or repeat what a batch held when one read of it is throttled.
// Broken by: asking for LATEST once more.
func TestAnIteratorThatExpiresBeforeTheFirstRecordLosesNothing(t *testing.T) {
	play(t, 2, func(f *fleet) {
		a := f.join("a", func(w *member) { w.InitialPosition = worker.Latest() })
		f.until(10*time.Second, "a holds both", func() bool { return a.held() == 2 })
		time.Sleep(2 * time.Second)
		throttled := f.emu.Fail("GetRecords", emulator.Throttled)
		f.put(40)
		throttled.Remove()
		f.emu.Fail("GetRecords", emulator.ExpiredIterator, emulator.Times(4))
		f.put(20)
		f.allProcessed(time.Minute)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0", n)
		}
	})
}

// Against libraries that end with one failed call to the table.
// Broken by: a failed call that ends the loop.
func TestNoErrorOfTheTableEndsAnything(t *testing.T) {
	play(t, 2, func(f *fleet) {
		f.join("a")
		f.put(20)
		for _, operation := range []string{"UpdateItem", "GetItem", "Scan", "TransactWriteItems", "DeleteItem", "PutItem"} {
			for _, fault := range []emulator.Fault{emulator.Throttled, emulator.InternalFailure, emulator.AccessDenied, emulator.ResourceNotFound, emulator.ExpiredToken} {
				f.emu.Fail(operation, fault, emulator.Times(2))
			}
		}
		f.put(100)
		f.stream.UpdateShardCount(4)
		f.put(100)
		f.settles(4, time.Minute)
		f.allProcessed(time.Minute)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0: no term ended", n)
		}
	})
}

// Against libraries that drop the records of the page that ends a shard.
// Broken by: ending at a nil iterator before the page's records are done.
func TestTheLastPageOfAShardIsProcessed(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.put(50)
		f.stream.Split("shardId-000000000000") // before the first read: the first page is the last
		f.join("a")
		f.allProcessed(30 * time.Second)
	})
}

// Against libraries that mark a shard as done while its last records wait for the processor.
func TestAShardIsNotFinishedBeforeItsLastRecordIsDone(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.join("a", func(w *member) {
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				time.Sleep(20 * time.Second)
				return w.process(ctx, b)
			})
		})
		f.put(20)
		f.stream.Split("shardId-000000000000")
		f.put(20)
		time.Sleep(15 * time.Second)
		f.crash("a") // while the tail is with user code
		f.join("b")
		f.allProcessed(time.Minute)
	})
}

// Against libraries whose stop hangs when the table is away.
func TestAStopReturnsThoughTheTableIsAway(t *testing.T) {
	play(t, 12, func(f *fleet) {
		f.join("a")
		f.put(20)
		f.settles(12, time.Minute)
		for _, operation := range []string{"GetItem", "UpdateItem", "Scan", "TransactWriteItems"} {
			f.emu.DropRequest(operation)
		}
		stopped := time.Now()
		f.leave("a")
		if took := time.Since(stopped); took > failover+2*time.Second {
			f.Errorf("the stop took %v, want a term at most", took)
		}
	})
}

// Against libraries in which one idle shard, or one without a checkpoint, stops all balancing.
func TestIdleShardsAreBalancedToo(t *testing.T) {
	play(t, 6, func(f *fleet) {
		f.join("a")
		f.settles(6, time.Second)
		f.join("b")
		f.join("c")
		f.settles(6, time.Minute)
	})
}

// Against libraries that write every row from every worker at every sync, and move most shards when
// one worker comes. Broken by: asking a worker that has only one more.
func TestAWorkerThatComesMovesNoMoreThanItsShare(t *testing.T) {
	play(t, 13, func(f *fleet) {
		a, b := f.join("a"), f.join("b")
		f.settles(13, time.Minute)
		before := len(eventsOf[lease.Taken](a)) + len(eventsOf[lease.Taken](b))
		c := f.join("c")
		f.settles(13, time.Minute)
		time.Sleep(time.Minute)
		if n := len(eventsOf[lease.Taken](c)); n != 4 {
			f.Errorf("c took %d leases, want its share of 4", n)
		}
		if n := len(eventsOf[lease.Taken](a)) + len(eventsOf[lease.Taken](b)) - before; n != 0 {
			f.Errorf("a and b took %d leases more, want 0", n)
		}
	})
}

// Against libraries in which a worker can take a lease that it holds itself and read it twice.
// Broken by: a take of what a reader here has not yet let go.
func TestAWorkerNeverReadsAShardTwiceAtOnce(t *testing.T) {
	play(t, 4, func(f *fleet) {
		var mu sync.Mutex
		inside := map[string]int{}
		f.join("a", func(w *member) {
			w.Processor = processor.Func(func(ctx context.Context, b *processor.Batch) error {
				mu.Lock()
				inside[b.Shard.ID]++
				if n := inside[b.Shard.ID]; n > 1 {
					f.Errorf("user code is in %s %d times", b.Shard.ID, n)
				}
				mu.Unlock()
				time.Sleep(25 * time.Second) // ignores its context
				mu.Lock()
				inside[b.Shard.ID]--
				mu.Unlock()
				return w.process(ctx, b)
			})
		})
		f.put(20)
		for range 3 { // the table goes and comes: leases are lost and taken again
			hook := f.emu.DropRequest("UpdateItem")
			f.put(500)
			hook.Remove()
			f.put(200)
		}
		f.allProcessed(5 * time.Minute)
	})
}

// Against libraries that read pages of a hundred records five times a second.
// Broken by: a small limit of a page.
func TestABacklogIsReadInFullPages(t *testing.T) {
	play(t, 1, func(f *fleet) {
		for i := range 3000 {
			f.stream.Put(fmt.Sprint(i), strings.Repeat("x", 10))
			if i%900 == 0 {
				time.Sleep(time.Second)
			}
		}
		reads := f.counts("GetRecords")
		f.join("a", untilTip)
		if err := f.ends("a", time.Minute); err != nil {
			f.Errorf("Run: %v", err)
		}
		if n := reads.Count(); n > 10 {
			f.Errorf("%d reads of 3,000 small records, want a few", n)
		}
	})
}
