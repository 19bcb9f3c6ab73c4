package lease

import (
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/internal/explore"
)

// every goes through every schedule of at most depth steps.
func every(t *testing.T, start world, depth int) {
	t.Helper()
	s:=time.Now()
	n, err := explore.World[world]{Start: start, Next: world.next, Key: world.key, Law: world.law}.All(depth)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d: %d states %v", depth, n, time.Since(s))
}

func TestEveryScheduleOfAFreeLease(t *testing.T) {
	for d := range 3 { every(t, newWorld(scope{late: 1, ticks: 2}), 7+d) }
}
func TestEveryScheduleOfRenewals(t *testing.T) {
	for d := range 3 { every(t, heldByFirst(scope{late: 1, ticks: 3}), 9+d) }
}
func TestEveryScheduleOfALeaseAskedFor(t *testing.T) {
	for d := range 3 { every(t, heldByFirst(scope{asks: true, stops: true, saves: 1, ticks: 2}), 9+d) }
}
func TestEveryScheduleOfASlowListing(t *testing.T) {
	for d := range 3 { every(t, heldByFirst(scope{slow: true, ticks: 4}), 10+d) }
}
func TestEveryScheduleOfAFamily(t *testing.T) {
	for d := range 3 { every(t, heldByFirst(scope{family: true, stops: true, late: 1, crashes: 1, ticks: 2}), 6+d) }
}
