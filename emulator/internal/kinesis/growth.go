package kinesis

// How an on-demand stream grows: from what its shards took in within a minute follows which of them
// are split. As the service documents it, a stream absorbs up to double the peak of its writes within
// 30 days, and may refuse what more than doubles within 15 minutes. So a shard that was half busy
// over a minute is split in two, and a shard that a split has opened is left alone for 15 minutes:
// capacity is at least double the peak, and doubles once in that time. Nothing shrinks by itself, so
// the peak of 30 days ago is still provided for; only a call for less warm throughput takes back.

import (
	"cmp"
	"math"
	"slices"
)

const (
	millisOfAMinute = 60_000
	rest            = 15 * millisOfAMinute // after a split, before the next
	hot             = 0.5                  // of what a shard takes
)

// traffic is what one shard took in within a minute.
type traffic struct {
	records, bytes  int
	lowest, highest hashKey
}

// add counts a record that stands for the given keys: one, or all of the shard's if the service
// distributes records itself.
func (t *traffic) add(keys hashRange, bytes int) {
	if t.records == 0 || keys.start.compare(t.lowest) < 0 {
		t.lowest = keys.start
	}
	if t.records == 0 || keys.end.compare(t.highest) > 0 {
		t.highest = keys.end
	}
	t.records++
	t.bytes += bytes
}

// heat is the share of a shard's rates that was used, over the minute.
func (t traffic) heat() float64 {
	return max(float64(t.records)/(60*writeRecords), float64(t.bytes)/(60*writeBytes))
}

// A load is the traffic of an open shard, and since when that can have been split.
type load struct {
	traffic
	rested int64 // milliseconds: not to be split before
}

// toSplit decides which of a stream's open shards are split at the end of a minute: the hot ones,
// the hottest first, as long as the stream has no more than most shards. A shard that a single key
// heats stays whole: no split would cool it.
func toSplit(minute []load, now int64, most int) []int {
	var found []int
	for i, l := range minute {
		if l.heat() >= hot && l.lowest != l.highest && now >= l.rested {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(i, j int) int { return cmp.Compare(minute[j].heat(), minute[i].heat()) })
	return found[:min(len(found), max(most-len(minute), 0))]
}

// A peak is the most that a stream took in within a minute, of late.
type peak struct {
	heat float64 // in shards that would have been busy
	at   int64
}

// with is the peak once another minute is over.
func (p peak) with(minute []load, now int64) peak {
	var heat float64
	for _, l := range minute {
		heat += l.heat()
	}
	if heat < p.heat && now-p.at < rest {
		return p
	}
	return peak{heat, now}
}

// needs is how many shards take double the peak.
func (p peak) needs(now int64) int {
	if now-p.at >= rest {
		return 0
	}
	return int(math.Ceil(p.heat / hot))
}

// throughputMost is how far an on-demand stream scales in a region: MiB/s, and so shards, since each
// takes one. Service limit.
func throughputMost(region string) int {
	switch region {
	case "us-east-1", "us-west-2", "eu-west-1":
		return warmMost
	}
	return 200
}
