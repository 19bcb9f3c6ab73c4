package kinesis

// Laws of growth, on the pure decision.

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// busy is a minute's traffic of many keys, as a share of what a shard takes.
func busy(share float64) traffic {
	return traffic{records: int(share * 60 * writeRecords), highest: lastHashKey()}
}

// Broken by: a shard that is hot only when it is full; bytes that are not looked at; the rest that a
// child gets counted from the start of the minute; a ceiling that counts splits, not shards.
func TestWhichShardsAreSplit(t *testing.T) {
	const now = 100 * millisOfAMinute
	heavy := traffic{records: 60, bytes: 30 * writeBytes, highest: lastHashKey()}
	lonely := traffic{records: 60 * writeRecords, lowest: hashKey{7, 7}, highest: hashKey{7, 7}}
	for _, test := range []struct {
		name   string
		minute []load
		most   int
		want   []int
	}{
		{"nothing to do", []load{{traffic: busy(0.49)}, {}}, 200, nil},
		{"half busy by records", []load{{traffic: busy(0.49)}, {traffic: busy(0.5)}}, 200, []int{1}},
		{"half busy by bytes", []load{{traffic: heavy}, {}}, 200, []int{0}},
		{"heated by one key", []load{{traffic: lonely}}, 200, nil},
		{"opened by a split of late", []load{{traffic: busy(1), rested: now + 1}, {traffic: busy(1), rested: now}}, 200, []int{1}},
		{"the hottest first, up to the ceiling", []load{{traffic: busy(0.6)}, {traffic: busy(0.9)}, {traffic: busy(0.7)}}, 5, []int{1, 2}},
		{"beyond the ceiling already", []load{{traffic: busy(0.6)}, {traffic: busy(0.9)}}, 1, nil},
	} {
		if got := toSplit(test.minute, now, test.most); !slices.Equal(got, test.want) {
			t.Errorf("%s: split %v, want %v", test.name, got, test.want)
		}
	}
}

// After a minute of any traffic that the shards could take, the stream takes double that of each.
//
// Broken by: a shard that is hot at 51 %.
func TestCapacityIsDoubleThePeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var minute []load
		permille := rapid.OneOf(rapid.IntRange(0, 1000), rapid.IntRange(490, 520))
		for _, share := range rapid.SliceOfN(permille, 1, 20).Draw(t, "shares") {
			minute = append(minute, load{traffic: busy(float64(share) / 1000)})
		}
		split := toSplit(minute, 0, 1000)
		for i, l := range minute {
			takes := 1.0
			if slices.Contains(split, i) {
				takes = 2
			}
			if takes < 2*l.heat() {
				t.Errorf("a shard with the heat %.3f takes %v afterwards", l.heat(), takes)
			}
		}
	})
}

// Broken by: a lower minute that replaces the peak; a peak that is never forgotten.
func TestAPeakIsRememberedForAQuarterOfAnHour(t *testing.T) {
	var p peak
	for minute, step := range []struct {
		heat  float64
		needs int
	}{{3, 6}, {0.5, 6}, {3.1, 7}, {0, 7}} {
		if p = p.with([]load{{traffic: busy(step.heat)}}, int64(minute)*millisOfAMinute); p.needs(int64(minute)*millisOfAMinute) != step.needs {
			t.Errorf("minute %d: needs %d shards, want %d", minute, p.needs(int64(minute)*millisOfAMinute), step.needs)
		}
	}
	if n := p.needs(2*millisOfAMinute + rest); n != 0 {
		t.Errorf("a quarter of an hour later it needs %d shards, want none", n)
	}
	if p = p.with([]load{{traffic: busy(1)}}, 2*millisOfAMinute+rest); p.heat != 1 {
		t.Errorf("an old peak of %v stays", p.heat)
	}
}

// Broken by: warm throughput that forgets the traffic.
func TestCapacityInUseIsNotGivenBack(t *testing.T) {
	s := newStream(home{}, 0)
	s.openShards(16)(0)
	s.peak = s.peak.with([]load{{traffic: busy(1)}, {traffic: busy(1)}, {traffic: busy(1)}, {traffic: busy(0.4)}}, 0)
	if s.reshapeToWarmth(rest - 1); len(s.open) != 7 {
		t.Errorf("%d shards are open after traffic for 3.4, want 7", len(s.open))
	}
	if s.reshapeToWarmth(rest); len(s.open) != onDemandShards {
		t.Errorf("%d shards are open without traffic, want %d", len(s.open), onDemandShards)
	}
	s.warm = 9
	if s.reshapeToWarmth(rest); len(s.open) != 9 {
		t.Errorf("%d shards are open for 9 MiB/s, want 9", len(s.open))
	}
}

// Whatever the traffic, and whenever somebody looks: the family stays whole, the capacity that growth
// adds within 15 minutes is no more than there was before, and the region's ceiling holds.
//
// Broken by: a split that is dated before its parent's records; the list of open shards read while it
// changes; a child that does not rest; a ceiling that is not kept.
func TestAGrowingStreamStaysWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStream(home{"000000000000", "eu-north-1", "orders"}, 1000)
		s.mode = onDemand
		s.openShards(rapid.SampledFrom([]int{1, 4, 150}).Draw(t, "shards"))(1_000_000)
		now := int64(1_000_000)
		type count struct {
			at   int64
			open int
		}
		history := []count{{now, len(s.open)}}
		t.Repeat(map[string]func(*rapid.T){
			"wait": func(t *rapid.T) { now += rapid.Int64Range(0, rest/3).Draw(t, "ms") },
			"busy minute": func(t *rapid.T) {
				s.settle(now)
				share := rapid.SampledFrom([]float64{0.1, 0.5, 1}).Draw(t, "share")
				for _, sh := range s.open[:rapid.IntRange(1, len(s.open)).Draw(t, "busy")] {
					s.count(sh, sh.hashes, 1, now)
					sh.traffic = busy(share)
					sh.log.append(now, "k", nil)
				}
				now += rapid.Int64Range(millisOfAMinute-1, millisOfAMinute+1).Draw(t, "ms")
			},
			"": func(t *rapid.T) {
				s.settle(now)
				checkCover(t, s)
				checkAges(t, s)
				if len(s.open) > 200 {
					t.Fatalf("%d shards are open", len(s.open))
				}
				history = slices.DeleteFunc(history, func(c count) bool { return c.at <= now-rest })
				for _, c := range history {
					if len(s.open) > 2*c.open {
						t.Fatalf("%d shards are open, %d were within 15 minutes", len(s.open), c.open)
					}
				}
				history = append(history, count{now, len(s.open)})
			},
		})
	})
}
