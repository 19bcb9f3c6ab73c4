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
		for _, share := range rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20).Draw(t, "shares") {
			minute = append(minute, load{traffic: busy(share)})
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

// A commitment, told as a conversation: what is done when, in hours, and the status afterwards.
//
// Broken by: an end that comes at once; an enabling that begins a commitment anew; an end that is not
// called off; an end that is dated when somebody looks.
func TestTheLifeOfACommitment(t *testing.T) {
	const hour = 3600_000
	var m commitment
	for _, step := range []struct {
		hour   int64
		do     func(commitment, int64) commitment
		status string
		want   commitment
	}{
		{1, commitment.at, disabled, commitment{}},
		{1, commitment.disabled, disabled, commitment{}},
		{2, commitment.enabled, enabled, commitment{on: true, started: 2 * hour, earliest: 26 * hour}},
		{3, commitment.enabled, enabled, commitment{on: true, started: 2 * hour, earliest: 26 * hour}},
		{4, commitment.disabled, enabledUntil, commitment{on: true, ending: true, started: 2 * hour, earliest: 26 * hour}},
		{5, commitment.enabled, enabled, commitment{on: true, started: 2 * hour, earliest: 26 * hour}},
		{6, commitment.disabled, enabledUntil, commitment{on: true, ending: true, started: 2 * hour, earliest: 26 * hour}},
		{25, commitment.at, enabledUntil, commitment{on: true, ending: true, started: 2 * hour, earliest: 26 * hour}},
		{30, commitment.at, disabled, commitment{started: 2 * hour, earliest: 26 * hour, ended: 26 * hour}},
		{31, commitment.enabled, enabled, commitment{on: true, started: 31 * hour, earliest: 55 * hour}},
		{60, commitment.disabled, disabled, commitment{started: 31 * hour, earliest: 55 * hour, ended: 60 * hour}},
	} {
		if m = step.do(m, step.hour*hour); m != step.want || m.status() != step.status {
			t.Errorf("hour %d: %+v, %s, want %+v, %s", step.hour, m, m.status(), step.want, step.status)
		}
	}
}
