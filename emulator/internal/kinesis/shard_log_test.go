package kinesis

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// A log against a slice that forgets nothing.
//
// Broken by: a trim that drops a segment too many; a trim that keeps what arrived at horizon-1; a
// page that begins at base; a segment that begins a record too early; a clock that steps back and is believed.
func TestALogIsAListWithoutItsHead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, all, now, horizon := newLog(), []record{}, int64(1000), int64(0)
		kept := func() []record { return all[l.first-1:] }
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				for range rapid.IntRange(1, 700).Draw(t, "n") {
					now += rapid.Int64Range(-1, 2).Draw(t, "later")
					r := *l.append(now, fmt.Sprint(len(all)), []byte("data"))
					all = append(all, r)
				}
			},
			"trim": func(t *rapid.T) {
				horizon = max(horizon, now-rapid.Int64Range(-3, 1000).Draw(t, "age"))
				l.trim(horizon)
				for i, r := range all {
					if trimmed := uint64(i+1) < l.first; trimmed && r.arrived >= horizon || !trimmed && r.arrived < horizon {
						t.Fatalf("record %d arrived at %d: trimmed %v with horizon %d", i+1, r.arrived, trimmed, horizon)
					}
				}
			},
			"page": func(t *rapid.T) {
				from := rapid.Uint64Range(1, l.next).Draw(t, "from")
				limit := rapid.IntRange(1, 1500).Draw(t, "limit")
				page, _ := l.page(from, limit, 1<<30)
				want := kept()[min(max(from, l.first)-l.first, uint64(l.len())):]
				want = want[:min(limit, len(want))]
				if len(page) != len(want) {
					t.Fatalf("page(%d, %d) has %d records, want %d", from, limit, len(page), len(want))
				}
				for i := range page {
					if page[i].counter != want[i].counter || page[i].key != want[i].key {
						t.Fatalf("page(%d, %d)[%d] = %+v, want %+v", from, limit, i, page[i], want[i])
					}
				}
			},
			"": func(t *rapid.T) {
				if l.len() != len(kept()) || l.next != uint64(len(all)+1) {
					t.Fatalf("log from %d to %d, list has %d", l.first, l.next, len(all))
				}
				bytes := 0
				for _, r := range kept() {
					bytes += r.size()
				}
				if int64(bytes) != l.bytes {
					t.Fatalf("log counts %d bytes, want %d", l.bytes, bytes)
				}
			},
		})
	})
}

// Broken by: `bytes > maxBytes` before the record is added; a first record that does not fit.
func TestAPageStopsBeforeItsSizeIsExceeded(t *testing.T) {
	l := newLog()
	for range 3 {
		l.append(1, "k", make([]byte, 39))
	}
	for maxBytes, want := range map[int]int{10: 1, 40: 1, 79: 1, 80: 2, 1000: 3} {
		if page, _ := l.page(1, 10, maxBytes); len(page) != want {
			t.Errorf("page of %d bytes has %d records of 40, want %d", maxBytes, len(page), want)
		}
	}
}

// Broken by: segments[0] that is not dropped.
func TestATrimmedLogGivesItsMemoryBack(t *testing.T) {
	l := newLog()
	for i := range int64(5000) {
		l.append(i, "k", nil)
	}
	if l.trim(4990); len(l.segments) > 1 {
		t.Errorf("%d segments are kept for 10 records", len(l.segments))
	}
	if l.trim(5000); l.segments != nil {
		t.Errorf("%d segments are kept for nothing", len(l.segments))
	}
}
