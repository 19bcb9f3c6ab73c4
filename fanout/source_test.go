package fanout

// The two ends of a source: reading ahead within the budget, and the end of it all.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

func TestReadingGoesAheadOfAProcessorAndNoFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(1)
		s := w.open(From{})
		w.page(s) // which the processor works on from now on
		for range 10 {
			w.Put(1)
			time.Sleep(10 * time.Second)
		}
		if n := len(of[Fetched](w.said)); n > 200 {
			t.Errorf("%d calls", n)
		}
		pages := 0
		for n := 1; n < 11; pages++ {
			n += len(w.page(s).Records)
		}
		if pages != pagesAhead+1 { // three that waited, and the rest in one
			t.Errorf("ten records came in %d pages, want %d", pages, pagesAhead+1)
		}
	})
}

func TestOneHungShardStarvesNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		stream := w.Stream("wide", 2)
		w.StreamName = "wide"
		w.Budget = NewBudget(pageMost(DefaultLimit) + 3000) // room for one read ahead, and little beside
		put := func(shard string, n int) {
			for i := range n {
				stream.PutTo(shard, "k", fmt.Sprint(i)+strings.Repeat(".", 1000))
			}
		}
		hung, busy := "shardId-000000000000", "shardId-000000000001"
		put(hung, 1)
		h := w.Open(hung, From{})
		defer h.Close()
		w.page(h) // and never again
		for range 5 {
			put(hung, 1)
			time.Sleep(5 * time.Second)
		}
		if used := w.Budget.Used(); used < 2000 || used > w.Budget.Size() {
			t.Fatalf("the hung shard reads %d bytes ahead", used)
		}
		put(busy, 100)
		b := w.Open(busy, From{})
		defer b.Close()
		for n := 0; n < 100; { // Broken by: makeRoom() that charges the first page too, given that the hung shard has all.
			p := w.page(b)
			n += len(p.Records)
		}
		if !h.Status().Waiting && w.Budget.Size()-w.Budget.Used() < pageMost(DefaultLimit) && h.Status().Held < 3000 {
			t.Errorf("the hung shard: %+v", h.Status())
		}
	})
}

func TestAShardThatWaitsForTheBudgetGoesOnWhenItsOwnPagesAreDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Budget = NewBudget(1) // nothing may be read ahead
		w.Put(1)
		s := w.open(From{})
		w.page(s)
		time.Sleep(time.Minute)
		if got := s.Status(); !got.Waiting || got.Held == 0 {
			t.Errorf("with one page out: %+v", got)
		}
		w.Put(9)
		w.wants(s, 1) // Broken by: free() without giveUp (waits for ever).
	})
}

func TestCloseWaitsForItsGoroutineAndGivesTheBudgetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Budget = NewBudget(DefaultBudget)
		for round, disturb := range []func() *emulator.Hook{
			func() *emulator.Hook { return w.Delay("GetRecords", 0, 0) },
			func() *emulator.Hook { return w.Delay("GetRecords", time.Hour, 0) },
			func() *emulator.Hook { return w.Fail("GetRecords", emulator.AccessDenied) },
		} {
			w.Put(5)
			s := w.open(From{})
			w.page(s)
			for range 3 {
				w.Put(1)
				time.Sleep(5 * time.Second)
			}
			disturbance := disturb()
			s.Close()
			disturbance.Remove()
			s.Close()
			if used := w.Budget.Used(); used != 0 { // Broken by: Close() without clear().
				t.Errorf("round %d: %d bytes are charged after Close", round, used)
			}
			if _, err := s.Next(t.Context()); !errors.Is(err, ErrClosed) {
				t.Errorf("round %d: Next after Close: %v", round, err)
			}
		}
	}) // which fails if a goroutine is left
}

func TestNextEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Fail("GetShardIterator", emulator.AccessDenied)
		s := w.open(From{})
		gone := errors.New("gone")
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			time.Sleep(time.Minute)
			cancel(gone)
		}()
		if _, err := s.Next(ctx); !errors.Is(err, gone) {
			t.Errorf("Next: %v", err)
		}
	})
}
