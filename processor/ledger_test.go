package processor

import (
	"strconv"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// The account of a tenure, as arithmetic.

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func place(t *testing.T, n int) checkpoint.Position {
	t.Helper()
	p, err := checkpoint.At(strconv.Itoa(n), 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Broken by: settle that takes what it is given.
func TestNoPositionOfALedgerMovesBack(t *testing.T) {
	l := open(checkpoint.Progress{Position: place(t, 5), Done: noon}, false)
	for _, n := range []int{7, 3, 6} {
		l.finish(place(t, n), noon.Add(time.Duration(n-10)*time.Minute))
		if l.progress.Position.Before(place(t, 7)) || l.finished.Before(place(t, 7)) || l.progress.Done.Before(noon) {
			t.Errorf("after %d: %+v, finished %v", n, l.progress, l.finished)
		}
	}
}

// By hand, Done follows the checkpoint and not what was processed; an idle shard's time counts
// for the place it idles at, the newest one.
// Broken by: note that takes any later mark; settle that drops marks it has not reached.
func TestDoneFollowsTheCheckpoint(t *testing.T) {
	l := open(checkpoint.Progress{}, true)
	l.finish(place(t, 2), noon)
	l.finish(place(t, 4), noon.Add(2*time.Minute))
	l.finish(place(t, 4), noon.Add(time.Minute))
	for _, c := range []struct {
		at   int
		done time.Time
	}{{1, time.Time{}}, {3, noon}, {4, noon.Add(2 * time.Minute)}} {
		if l.settle(place(t, c.at)); !l.progress.Done.Equal(c.done) {
			t.Errorf("checkpoint at %d: done until %v, want %v", c.at, l.progress.Done, c.done)
		}
	}
}

// Broken by: note without its bound; note that gives a place the time of a later one.
func TestMarksAreBoundedAndNeverAheadOfWhatIsDone(t *testing.T) {
	l := open(checkpoint.Progress{}, true)
	when := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }
	for n := range 10 * maxMarks {
		l.finish(place(t, n+1), when(n+1))
		if len(l.marks) > maxMarks {
			t.Fatalf("%d marks after %d pages, want at most %d", len(l.marks), n+1, maxMarks)
		}
	}
	for n := 100; n <= 10*maxMarks; n += 100 {
		if l.settle(place(t, n)); l.progress.Done.After(when(n)) {
			t.Fatalf("checkpoint at %d: done until %v, want %v at most", n, l.progress.Done, when(n))
		}
	}
	if l.settle(place(t, 10*maxMarks)); !l.progress.Done.Equal(when(10 * maxMarks)) {
		t.Errorf("at the last: done until %v, want %v", l.progress.Done, when(10*maxMarks))
	}
}

// Broken by: a shift that overflows; jitter of more than half.
func TestPausesDoubleAndStayWithinBounds(t *testing.T) {
	for failures := range 200 {
		most, least := retryAfter(failures, 0), retryAfter(failures, 1)
		if most < retryFirst || most > retryMost || least < most/2 {
			t.Errorf("after %d failures: %v to %v", failures, least, most)
		}
	}
	if got := retryAfter(3, 0); got != 4*retryFirst {
		t.Errorf("after 3 failures: %v, want %v", got, 4*retryFirst)
	}
}
