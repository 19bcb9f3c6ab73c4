package processor

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// The life cycle as a function: its picture, and its laws over every path.

var update = flag.Bool("update", false, "rewrite testdata")

// The picture of the life cycle is drawn from next, so it cannot go stale.
func TestThePictureShowsTheLifeCycle(t *testing.T) {
	var got strings.Builder
	got.WriteString("stateDiagram-v2\n")
	name := func(s state) string { return strings.ReplaceAll(s.String(), " ", "_") }
	s, a := first()
	fmt.Fprintf(&got, "    [*] --> %s: %v\n", name(s), a)
	for s := range done {
		for _, e := range eventsOf(s) {
			to, do := s.next(e)
			fmt.Fprintf(&got, "    %s --> %s: %v / %v\n", name(s), name(to), e, do)
		}
	}
	fmt.Fprintf(&got, "    %s --> [*]\n", name(done))
	const file = "testdata/lifecycle.mmd"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got.String() != string(want) {
		t.Errorf("%s is not the picture of next (%v); go test -update draws it again:\n%s", file, err, got.String())
	}
}

// brings are the events that the runner can answer an action with.
func (a action) brings() []event {
	switch a {
	case wait:
		return []event{waited, stop, outOfTime, lost}
	case read:
		return []event{records, endOfShard, stop, outOfTime, lost}
	case release, storeEnd:
		return []event{returned, failed, lost}
	case callLeaseLost:
		return []event{returned}
	case nothing:
		return nil
	}
	return []event{returned, failed, outOfTime, lost}
}

// eventsOf are the events that can come in a state: those of the action that led there.
func eventsOf(s state) []event {
	var found []event
	paths(func(p []step) {
		for _, at := range p {
			if at.state == s {
				found = append(found, at.event)
			}
		}
	})
	slices.Sort(found)
	return slices.Compact(found)
}

// A step is one round of the runner: in this state it did this, and it went so.
type step struct {
	state  state
	action action
	event  event
}

// paths gives every path from the first state to done that is in each state at most three times.
func paths(see func([]step)) {
	visits := map[state]int{}
	var path []step
	var walk func(state, action)
	walk = func(s state, a action) {
		if s == done {
			see(path)
			return
		}
		if visits[s] == 3 {
			return
		}
		visits[s]++
		for _, e := range a.brings() {
			path = append(path, step{s, a, e})
			walk(s.next(e))
			path = path[:len(path)-1]
		}
		visits[s]--
	}
	walk(first())
}

// law checks a rule on every path and shows the shortest one that breaks it.
func law(t *testing.T, holds func([]step) bool) {
	t.Helper()
	n := 0
	var worst []step
	paths(func(p []step) {
		n++
		if !holds(p) && (worst == nil || len(p) < len(worst)) {
			worst = slices.Clone(p)
		}
	})
	if n < 1000 {
		t.Errorf("saw %d paths, want many", n)
	}
	if worst != nil {
		var text strings.Builder
		for _, s := range worst {
			fmt.Fprintf(&text, "\n    %v: %v: %v", s.state, s.action, s.event)
		}
		t.Errorf("broken by%s", text.String())
	}
}

// Broken by: initializing without a case for failed.
func TestEveryAnswerHasAStep(t *testing.T) {
	law(t, func(p []step) bool {
		for _, s := range p {
			if _, do := s.state.next(s.event); do == nothing && s.action != callLeaseLost && s.state != finishing {
				return false
			}
		}
		return true
	})
}

// Broken by: next that looks at s == leaving before e == lost, with release repeated on lost; a
// lost event in ending that goes to finishing.
func TestNothingIsWrittenOrCalledAfterTheLeaseIsLostButLeaseLost(t *testing.T) {
	law(t, func(p []step) bool {
		i := slices.IndexFunc(p, func(s step) bool { return s.event == lost })
		return i < 0 || len(p) == i+2 && p[i+1].action == callLeaseLost
	})
}

// Broken by: done that goes back to reading on records.
func TestDoneIsFinal(t *testing.T) {
	for e := returned; e <= lost; e++ {
		if s, a := done.next(e); s != done || a != nothing {
			t.Errorf("done after %v: %v, %v", e, s, a)
		}
	}
}

// Broken by: leaving that is done once the write is made; finishing that loses after a write that
// was made.
func TestLeaseLostComesOnceUnlessTheShardEnded(t *testing.T) {
	law(t, func(p []step) bool {
		n, last := 0, p[len(p)-1]
		for _, s := range p {
			if s.action == callLeaseLost {
				n++
			}
		}
		if last.action == storeEnd && last.event == returned {
			return n == 0
		}
		return n == 1 && last.action == callLeaseLost
	})
}

// The last call is ShardEnded; or ShutdownRequested, then LeaseLost; or LeaseLost alone.
// Broken by: ending that reads on after it returned; stopping that goes back to reading.
func TestNothingIsProcessedAfterShutdownRequestedOrAnAcceptedEnd(t *testing.T) {
	law(t, func(p []step) bool {
		over := false
		for _, s := range p {
			if over && s.action != release && s.action != storeEnd && s.action != callLeaseLost {
				return false
			}
			over = over || s.action == callShutdownRequested || s.action == callShardEnded && s.event == returned
		}
		return true
	})
}

// Broken by: a stop of waitingToInitialize that goes to stopping.
func TestNoCallComesBeforeInitializeReturned(t *testing.T) {
	law(t, func(p []step) bool {
		ready := false
		for _, s := range p {
			switch s.action {
			case callInitialize:
				ready = ready || s.event == returned
			case callProcessRecords, callShardEnded, callShutdownRequested:
				if !ready {
					return false
				}
			}
		}
		return true
	})
}

// There is one last write at most, and it is the last thing before LeaseLost.
// Broken by: a failed release that is tried again.
func TestTheLastWriteIsWishedForOnce(t *testing.T) {
	law(t, func(p []step) bool {
		n := 0
		for _, s := range p {
			if n > 0 && s.action != callLeaseLost {
				return false
			}
			if s.action == release || s.action == storeEnd {
				n++
			}
		}
		return n <= 1
	})
}
