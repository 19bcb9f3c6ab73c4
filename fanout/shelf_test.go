package fanout

// The account of pages and of what the budget is charged for them.

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/processor"
)

func TestPagesBeyondOneAShardNeverExceedTheBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const most = 10 * pageAim // bytes of the largest page
		size := rapid.Int64Range(0, 100*pageAim).Draw(t, "budget")
		free := size
		shelves := make([]shelf, rapid.IntRange(1, 8).Draw(t, "shards"))
		reading := make([]int64, len(shelves)) // what is reserved for a read under way; -1: none
		for i := range reading {
			reading[i] = -1
		}
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			i := rapid.IntRange(0, len(shelves)-1).Draw(t, "shard")
			s := &shelves[i]
			switch rapid.SampledFrom([]string{"read", "answer", "fail", "take", "done", "close"}).Draw(t, "step") {
			case "read":
				switch {
				case reading[i] >= 0 || s.full():
				case s.empty():
					reading[i] = 0
				case free >= most:
					reading[i], free = most, free-most
				}
			case "answer":
				if reading[i] >= 0 {
					joins := rapid.Bool().Draw(t, "joins")
					n := rapid.Int64Range(0, most).Draw(t, "bytes")
					if joins {
						n /= 10
					}
					free += s.put(shelved{page: processor.Page{Records: make([]processor.Record, min(n, 1))}, bytes: n, joins: joins}, reading[i])
					reading[i] = -1
				}
			case "fail":
				free, reading[i] = free+max(reading[i], 0), -1
			case "take":
				s.take()
			case "done":
				refund, _ := s.drop()
				free += refund
			case "close":
				refund, _ := s.clear()
				free += refund + max(reading[i], 0)
				reading[i] = -1
			}

			ahead := int64(0) // what is held beyond one page a shard
			for i, s := range shelves {
				ahead += max(reading[i], 0)
				for j, p := range s.pages {
					if j > 0 {
						ahead += p.bytes
					}
				}
				if s.waiting() > pagesAhead { // Broken by: full() without the page that is out.
					t.Fatalf("shard %d: %d pages wait", i, s.waiting())
				}
			}
			// Broken by: merge() that forgets bytes or charges, put() that charges nothing or all that was reserved, drop() that keeps the next one's charge.
			if free < 0 || ahead != size-free {
				t.Fatalf("%d bytes are read ahead, %d of %d are charged", ahead, size-free, size)
			}
		}
	})
}

func TestNewsOfAnIdleShardGoesToThePageThatWaits(t *testing.T) {
	var s shelf
	s.put(shelved{page: processor.Page{Records: make([]processor.Record, 1)}, bytes: 10}, 0)
	if refund := s.put(shelved{page: processor.Page{Done: epoch, End: true}}, 99); refund != 99 {
		t.Errorf("%d of 99 bytes go back", refund)
	}
	p, _ := s.take()
	if len(p.Records) != 1 || p.Done != epoch || !p.End || s.waiting() != 0 {
		t.Errorf("took %+v, %d more wait", p, s.waiting())
	}
	// The processor has that page now: what it was told does not change under its feet.
	s.put(shelved{page: processor.Page{Done: epoch.Add(day)}}, 0) // Broken by: put() that looks at the newest page, out or not.
	s.drop()
	if p, ok := s.take(); !ok || p.Done != epoch.Add(day) {
		t.Errorf("then took %+v, %t", p, ok)
	}
}
