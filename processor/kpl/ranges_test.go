package kpl

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const whole = "340282366920938463463374607431768211455"

// Broken by: an end that does not belong to its range.
func TestARangeHasBothItsEnds(t *testing.T) {
	r := shard(t, "10", "20")
	for h, want := range map[hash]bool{{0, 9}: false, {0, 10}: true, {0, 20}: true, {0, 21}: false, {1, 15}: false} {
		if r.contains(h) != want {
			t.Errorf("%v contains %v = %t, want %t", r, h, !want, want)
		}
	}
	if r := shard(t, "0", "0"); !r.contains(hash{}) || r.contains(hash{0, 1}) || !r.filters() {
		t.Errorf("%v: want the one place 0", r)
	}
	if shard(t, "0", whole).filters() || (Range{}).filters() || !(Range{}).contains(hash{1, 1}) {
		t.Error("the whole line and an unknown range filter nothing")
	}
	if got := shard(t, "", ""); got != (Range{}) || got.String() != "unknown" {
		t.Errorf("no range is %v, want unknown", got)
	}
}

func TestWhatIsNoRangeIsRefused(t *testing.T) {
	for _, c := range []struct{ starting, ending string }{{"", "5"}, {"5", ""}, {"x", "5"}, {"5", "x"}} {
		if r, err := ParseRange(c.starting, c.ending); !errors.Is(err, ErrHashKey) {
			t.Errorf("ParseRange(%q, %q) = %v, %v; want ErrHashKey", c.starting, c.ending, r, err)
		}
	}
	if r, err := ParseRange("6", "5"); err == nil {
		t.Errorf("ParseRange(6, 5) = %v, want an error", r)
	}
}

// Broken by: looking at the range before, or at no range's begin.
func TestAMapFindsTheShardOfEachPlace(t *testing.T) {
	m, err := NewMap([]Range{shard(t, "30", "39"), shard(t, "0", "9"), shard(t, "10", "19")}) // 20-29 is in no shard
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Uint64Range(0, 50).Draw(t, "place")
		n, found := m.shardOf(hash{0, lo})
		if want := lo/10 != 2 && lo < 40; found != want {
			t.Errorf("%d is in a shard: %t, want %t", lo, found, want)
		}
		if found && !m.ranges[n].contains(hash{0, lo}) {
			t.Errorf("%d is taken for one of %v", lo, m.ranges[n])
		}
	})
	if _, found := m.shardOf(hash{1, 5}); found {
		t.Error("a place beyond the last shard is in one")
	}
}

// Broken by: not looking for overlaps.
func TestAMapOfParentsAndChildrenIsRefused(t *testing.T) {
	if m, err := NewMap([]Range{shard(t, "0", "99"), shard(t, "0", "49"), shard(t, "50", "99")}); err == nil || !strings.Contains(err.Error(), "overlap") {
		t.Errorf("%v, %v; want an error of an overlap", m, err)
	}
	if m, err := NewMap([]Range{{}}); err == nil {
		t.Errorf("%v of a range that is not known, want an error", m)
	}
}
