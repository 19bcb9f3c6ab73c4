package checkpoint

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// Broken by: moving to the record that is done instead of the last below which all are.
func TestTheSafePositionIsTheLastBelowWhichAllIsDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tracker Tracker
		var delivered []Position // the naive model: everything that ever went out
		done := map[Position]bool{}
		deliver := func(t *rapid.T) {
			p, err := At(fmt.Sprint(10+len(delivered)/2), uint64(len(delivered)%2))
			if err != nil {
				t.Fatal(err)
			}
			delivered = append(delivered, p)
			tracker.Delivered(p)
		}
		deliver(t)
		t.Repeat(map[string]func(*rapid.T){
			"deliver": deliver,
			"done": func(t *rapid.T) {
				p := rapid.SampledFrom(delivered).Draw(t, "p")
				done[p] = true
				tracker.Done(p)
			},
			"done that never went out": func(t *rapid.T) {
				p, _ := At("9", rapid.Uint64Range(0, 3).Draw(t, "sub"))
				if tracker.Done(p) {
					t.Fatalf("Done(%v) moved the safe position", p)
				}
			},
			"": func(t *rapid.T) {
				n := 0
				for n < len(delivered) && done[delivered[n]] {
					n++
				}
				safe, any := tracker.Safe()
				if any != (n > 0) || any && safe != delivered[n-1] {
					t.Fatalf("safe: %v, %v, want the first %d of %v", safe, any, n, delivered)
				}
				if tracker.Open() != len(delivered)-n {
					t.Fatalf("open: %d, want %d", tracker.Open(), len(delivered)-n)
				}
			},
		})
	})
}
