package lease

// A worker that holds thousands of leases: what each of them may cost.

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

func numbered(n int) Lease { return Lease{Key: Key{Shard: fmt.Sprintf("shardId-%012d", n)}} }

// Broken by: wrote without its clone.
func TestAViewStaysAsItWasLent(t *testing.T) {
	var k Keeper
	k.wrote(numbered(2))
	before := k.View()
	k.wrote(numbered(1))
	k.wrote(numbered(3))
	if lowest, _ := before.Lowest(); len(before.Rows()) != 1 || lowest != numbered(2).Key {
		t.Errorf("a view of one row shows %d, the lowest %v, after two more were written", len(before.Rows()), lowest)
	}
	after := k.View()
	if lowest, _ := after.Lowest(); len(after.Rows()) != 3 || lowest != numbered(1).Key {
		t.Errorf("the next view shows %d rows, want 3, the lowest %v, want the first", len(after.Rows()), lowest)
	}
}

// Broken by: a clone for each write; ten thousand takes then copy a hundred million rows.
func TestTakesBetweenTwoLooksCloneTheViewOnce(t *testing.T) {
	const held, takes = 2_000, 1_000
	var k Keeper
	rows := make([]Lease, held)
	for i := range rows {
		rows[i] = numbered(i)
	}
	k.mu.view = View{}.Listed(rows, time.Time{}, time.Time{})
	allocations := testing.AllocsPerRun(3, func() {
		k.lend()
		for i := range takes {
			k.wrote(rows[i])
		}
	})
	if most := float64(4 * (held + takes)); allocations > most {
		t.Errorf("%d takes into a view of %d rows allocate %v times, want at most %v", takes, held, allocations, most)
	}
}

// Broken by: a row or a change in it by value: the steps of a Slot then need 16 KiB of stack, which
// each lease's own goroutine keeps.
func TestASlotIsSmallEnoughToBeCopied(t *testing.T) {
	if size := unsafe.Sizeof(Slot{}); size > 384 {
		t.Errorf("a Slot is %d bytes, want at most 384", size)
	}
}

// A crowdedTable counts how many writes are under way at once.
type crowdedTable struct {
	Table
	now, most atomic.Int64
}

func (c *crowdedTable) Apply(context.Context, Change) (Lease, error) {
	c.most.Store(max(c.most.Load(), c.now.Add(1)))
	time.Sleep(time.Millisecond)
	c.now.Add(-1)
	return Lease{}, nil
}

// Broken by: a write that does not wait for its turn.
func TestWritesOfThousandsOfLeasesTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var table crowdedTable
		k := Keeper{Table: &table}
		k.prepare()
		var all sync.WaitGroup
		for i := range 3 * writesAtOnce {
			all.Go(func() {
				if _, err := k.apply(t.Context(), numbered(i).Created()); err != nil {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		all.Wait()
		if got := table.most.Load(); got > writesAtOnce {
			t.Errorf("%d writes were under way at once, want at most %d", got, writesAtOnce)
		}
	})
}
