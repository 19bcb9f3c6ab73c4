package dynamodb

import (
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

func counted(n int) attribute.Map {
	return attribute.MapOf(attribute.Member{Name: "k", Value: attribute.String("a")}, attribute.Member{Name: "n", Value: attribute.Int(n)})
}

// Broken by: taking a grave off the list before its minute is over.
func TestADeletedItemIsForgottenAfterAMinute(t *testing.T) {
	var r rows
	a, b, now := place{partition: "a"}, place{partition: "b"}, time.Unix(1000, 0)
	r.put(a, counted(1), now)
	r.put(a, nil, now)
	for range 3 {
		now = now.Add(history / 2)
		r.put(b, counted(1), now)
	}
	if len(r.sorted) != 1 || len(r.byPlace) != 1 || len(r.graves) != 0 {
		t.Errorf("%d rows, %d places, %d graves; want 1, 1, 0", len(r.sorted), len(r.byPlace), len(r.graves))
	}
	if r.count != 1 || r.bytes != counted(1).ItemSize() {
		t.Errorf("%d items of %d bytes, want one of %d", r.count, r.bytes, counted(1).ItemSize())
	}
}

// Broken by: burying an item that came back.
func TestAnItemThatComesBackIsNotForgotten(t *testing.T) {
	var r rows
	a, now := place{partition: "a"}, time.Unix(1000, 0)
	r.put(a, counted(1), now)
	r.put(a, nil, now)
	r.put(a, counted(2), now.Add(time.Second))
	r.put(place{partition: "b"}, counted(1), now.Add(2*history))
	if got := r.get(a, time.Time{}); !attribute.Equal(got, counted(2)) {
		t.Errorf("the item is %v", got)
	}
}

// Broken by: never dropping versions; dropping the newest of those that are too old, which is what
// the item was a minute ago.
func TestTheHistoryOfAnItemIsBounded(t *testing.T) {
	r := &row{}
	now := time.Unix(1000, 0)
	for n := range 5 * maxVersions {
		now = now.Add(time.Millisecond)
		r.write(now, counted(n))
	}
	if len(r.versions) != maxVersions {
		t.Errorf("%d versions, want %d", len(r.versions), maxVersions)
	}
	oldest := 5*maxVersions - maxVersions
	if got := r.asOf(now.Add(-history)); !attribute.Equal(got, counted(oldest)) {
		t.Errorf("before all versions it is %v, want %v", got, counted(oldest))
	}
	now = now.Add(history)
	r.write(now, counted(0))
	if got := r.asOf(now.Add(-history)); len(r.versions) != 2 || !attribute.Equal(got, counted(5*maxVersions-1)) {
		t.Errorf("after a minute %d versions, and what it was then is %v", len(r.versions), got)
	}
}

// Broken by: storing a version with the instant of a request that was overtaken.
func TestVersionsAreInOrderEvenIfRequestsAreNot(t *testing.T) {
	r := &row{}
	now := time.Unix(1000, 0)
	r.write(now, counted(1))
	r.write(now.Add(-time.Second), counted(2))
	if got := r.asOf(now); !attribute.Equal(got, counted(2)) {
		t.Errorf("the newest version is %v, want %v", got, counted(2))
	}
	if got := r.asOf(now.Add(-time.Second)); got != nil {
		t.Errorf("before the first version it is %v", got)
	}
}
