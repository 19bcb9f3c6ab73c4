package fanout

// The end of a source whose shard the service no longer keeps.

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
)

// Broken by: take() that gives the end before the pages.
func TestAFinishedSourceGivesWhatWasReadAndThenAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := w.open(From{})
		for n := range 2 {
			w.Put(1)
			time.Sleep(5 * time.Second)
			if got := s.Status().Held; n == 0 && got == 0 {
				t.Fatal("nothing was read ahead")
			}
		}
		w.Fail("GetRecords", emulator.ResourceNotFound)
		s.Finish()
		records := 0
		for p := w.page(s); ; p = w.page(s) {
			if p.End {
				if p.Children != nil || !p.Done.IsZero() {
					t.Errorf("the end says %+v, want nothing: it was not read", p)
				}
				break
			}
			records += len(p.Records)
		}
		if records != w.put {
			t.Errorf("%d records, want the %d that were read before", records, w.put)
		}
		if p := w.page(s); !p.End {
			t.Error("behind the end is more")
		}
	})
}

// Broken by: Finish that does not end the reader.
func TestASourceIsFinishedWhileItsProcessorWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Fail("GetShardIterator", emulator.ResourceNotFound)
		s := w.open(From{})
		time.AfterFunc(time.Minute, s.Finish)
		if p := w.page(s); !p.End {
			t.Errorf("got %+v, want the end", p)
		}
	})
}

// A call was under way when the source was finished.
// Broken by: put that does not look for an end.
func TestNothingComesBehindTheEndOfAFinishedSource(t *testing.T) {
	s := newSource(shard0, NewBudget(1000))
	s.cancel = func() {}
	if err := s.budget.reserve(t.Context(), 500); err != nil {
		t.Fatal(err)
	}
	s.Finish()
	s.put(answer{records: make([]processor.Record, 1)}, time.Time{}, 500)
	if p, err := s.Next(t.Context()); err != nil || !p.End || len(p.Records) > 0 {
		t.Errorf("got %+v, %v, want the end", p, err)
	}
	if used := s.budget.Used(); used != 0 {
		t.Errorf("%d bytes are charged for a page that was dropped", used)
	}
}
