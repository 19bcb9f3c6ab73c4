package fanout

// The pace alone, against a shard that is nothing but its limits.

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var epoch = time.Unix(1_800_000_000, 0)

// A limitedShard refuses as the service does: 5 calls and 2 MiB a second for all readers, and a
// page that goes beyond closes it until the page is paid for.
type limitedShard struct {
	calls, bytes time.Time // when what was admitted is worked off
	closed       time.Time
}

func (s *limitedShard) admit(now time.Time, page int) bool {
	calls := latest(s.calls, now)
	if now.Before(s.closed) || calls.Sub(now) > 800*time.Millisecond {
		return false
	}
	s.calls = calls.Add(time.Second / 5)
	cost := time.Duration(page) * time.Second / (2 << 20)
	if s.bytes = latest(s.bytes, now).Add(cost); s.bytes.Sub(now) > time.Second {
		s.closed, s.bytes = now.Add(max(cost, time.Second)), now
	}
	return true
}

// A rival is a reader of an endless backlog of records of one size.
type rival struct {
	pace
	record          int // bytes
	bytes, refusals int
}

func rivals(records ...int) []*rival {
	var all []*rival
	for _, r := range records {
		all = append(all, &rival{pace: newPace(DefaultInterval, DefaultLimit), record: r})
	}
	return all
}

// compete lets readers of one shard read for so long.
func compete(rivals []*rival, span time.Duration, random func() float64) {
	var s limitedShard
	for {
		r := rivals[0]
		for _, other := range rivals {
			if other.next.Before(r.next) {
				r = other
			}
		}
		now := latest(r.next, epoch)
		if now.Sub(epoch) > span {
			return
		}
		records := min(int(r.limit), 10<<20/r.record)
		if !s.admit(now, records*r.record) {
			r.pace = r.throttled(now, random())
			r.refusals++
			continue
		}
		r.bytes += records * r.record
		r.pace = r.answered(now, now.Add(20*time.Millisecond), records, records*r.record, true)
	}
}

func TestAReaderAloneIsNeverThrottled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		record := rapid.IntRange(1, 10<<20).Draw(t, "bytes of a record")
		r := rivals(record)
		compete(r, 10*time.Minute, seeded(t))
		if r[0].refusals > 0 { // Broken by: a next without paid.
			t.Errorf("throttled %d times", r[0].refusals)
		}
		if got, want := r[0].bytes/600, min(perCall*10_000*record, perSecond)*3/4; got < want { // Broken by: a DefaultLimit of 100.
			t.Errorf("%d bytes a second, want at least %d", got, want)
		}
	})
}

func TestTwoReadersShareAShard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		record := rapid.IntRange(1, 1<<20).Draw(t, "bytes of a record")
		r := rivals(record, record)
		r[1].next = epoch.Add(time.Duration(rapid.Int64Range(0, int64(20*time.Second)).Draw(t, "the second comes after")))
		compete(r, 10*time.Minute, seeded(t))
		all := r[0].bytes + r[1].bytes
		for i := range r { // Broken by: answered without pageAim.
			if part := float64(r[i].bytes) / float64(all); part < 0.4 {
				t.Errorf("reader %d of 2 gets %.2f of %d bytes", i, part, all)
			}
		}
		if got, want := all/600, min(perCall*10_000*record, perSecond)*3/4; got < want { // Broken by: shareGrows of 1/1000.
			t.Errorf("%d bytes a second, want at least %d", got, want)
		}
	})
}

func seeded(t *rapid.T) func() float64 {
	return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Float64
}

func TestPaceOfAnswers(t *testing.T) {
	for _, c := range []struct {
		name           string
		records, bytes int
		behind         bool
		next           time.Duration // after the call began
		limit          int32
	}{
		{"caught up: once an interval", 3, 300, false, time.Second, 10_000},
		{"nothing there: the same", 0, 0, false, time.Second, firstLimit},
		{"behind: four times a second", 10_000, 100_000, true, 250 * time.Millisecond, 10_000},
		{"a page of a second's worth is paid for", 1600, perSecond, true, 1100 * time.Millisecond, 1000},
		{"a page of 10 MiB too, and the next one is smaller", 10, 10 << 20, true, 100*time.Millisecond + 6_553_600*time.Microsecond, 1},
		{"caught up with a page of 10 MiB: no sooner than it is paid for", 10_000, 10 << 20, false, 100*time.Millisecond + 6_553_600*time.Microsecond, 953},
	} {
		p := newPace(time.Second, 10_000).answered(epoch, epoch.Add(100*time.Millisecond), c.records, c.bytes, c.behind)
		if got := p.next.Sub(epoch); got != c.next || p.limit != c.limit {
			t.Errorf("%s: next after %v for %d records, want %v for %d", c.name, got, p.limit, c.next, c.limit)
		}
	}
}

// Broken by: a pause that does not grow; one that outlives the shards; one for shards that are behind.
func TestIdleShardsAreAskedAThousandTimesASecondTogether(t *testing.T) {
	for _, c := range []struct {
		wished time.Duration
		held   int
		idle   time.Duration
	}{
		{time.Second, 0, time.Second},
		{time.Second, 1, time.Second},
		{time.Second, 1_000, time.Second},
		{time.Second, 10_000, 10 * time.Second},
		{250 * time.Millisecond, 100, 250 * time.Millisecond},
		{250 * time.Millisecond, 1_000, time.Second},
		{time.Minute, 10_000, time.Minute},
	} {
		p := newPace(c.wished, DefaultLimit).among(20_000).among(c.held)
		if got := p.answered(epoch, epoch, 0, 0, false).next.Sub(epoch); got != c.idle {
			t.Errorf("one of %d shards, each wished for every %v, is asked again after %v, want %v", c.held, c.wished, got, c.idle)
		}
		if got := p.answered(epoch, epoch, 0, 0, true).next.Sub(epoch); got != time.Second/perCall {
			t.Errorf("one of %d shards that is behind is asked again after %v, want %v", c.held, got, time.Second/perCall)
		}
	}
}

func TestThrottlesHalveTheRateAndItGrowsAgain(t *testing.T) {
	p, now := newPace(time.Second, 10_000).answered(epoch, epoch, 1, 1, true), epoch
	for i, want := range []time.Duration{250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000} {
		if p = p.throttled(now, 0); p.next.Sub(now) != want*time.Millisecond {
			t.Errorf("throttle %d: next after %v, want %v ms", i+1, p.next.Sub(now), want)
		}
		now = p.next
	}
	if p.rate() != 2 { // Broken by: halving at each refusal of one jam.
		t.Errorf("after one jam: %v calls a second, want 2", p.rate())
	}
	p = p.answered(now, now, 1, 1, true)
	for range 20 {
		now = now.Add(time.Second)
		p = p.answered(now, now, 1, 1, true)
	}
	if p.rate() != perCall {
		t.Errorf("20 s after: %v calls a second, want %d", p.rate(), perCall)
	}
	for range 10 {
		p = p.throttled(now, 0).answered(now, now, 1, 1, true)
	}
	if p.rate() != perCall*shareLeast {
		t.Errorf("after ten jams: %v calls a second, want %v", p.rate(), perCall*shareLeast)
	}
}

func TestPagesThatDoNotComeInTimeShrink(t *testing.T) {
	p := newPace(time.Second, 10_000)
	for range 20 {
		p = p.late(time.Time{}, 0)
	}
	if p.limit != 1 {
		t.Errorf("limit is %d after twenty late pages, want 1", p.limit)
	}
	for range 100 {
		p = p.answered(epoch, epoch, int(p.limit), int(p.limit), true)
	}
	if p.limit != 10_000 {
		t.Errorf("limit is %d after a hundred answers, want 10000", p.limit)
	}
}

// Broken by: scattered() that gives all the same; one that comes before what the service allows.
func TestShardsThatWereTakenTogetherAreNotAskedTogether(t *testing.T) {
	p := newPace(time.Second, 10_000).among(10_000).answered(epoch, epoch, 0, 0, false)
	for random, want := range map[float64]time.Duration{0: 10 * time.Second, 0.5: 5 * time.Second, 1: 250 * time.Millisecond} {
		if got := p.scattered(epoch, random).next.Sub(epoch); got != want {
			t.Errorf("random %v: %v, want %v", random, got, want)
		}
	}
}
