package kinesis

// What an on-demand stream takes in is counted by the minute, which begins with the first record after
// the last minute was over. Then the stream grows: at the first request that looks at it, as of the
// minute's end.

import "slices"

// count takes a record into account that went to a shard.
func (s *stream) count(sh *shard, keys hashRange, bytes int, now int64) {
	if s.mode != onDemand {
		return
	}
	if s.minute == 0 {
		s.minute = now
	}
	sh.traffic.add(keys, bytes)
}

// grow splits what was hot in the minute that is over. A stream that is not ACTIVE leaves it: its
// shards are about to change anyhow.
func (s *stream) grow(now int64) {
	end := s.minute + millisOfAMinute
	if s.minute == 0 || now < end {
		return
	}
	loads, shards := s.loads(), slices.Clone(s.open) // splits change it
	s.uncount()
	s.peak = s.peak.with(loads, end)
	if s.status != active {
		return
	}
	for _, i := range toSplit(loads, end, throughputMost(s.home.region)) {
		if sh := shards[i]; sh.hashes.divides(sh.hashes.middle()) {
			s.split(sh, sh.hashes.middle(), max(end, sh.opened))
		}
	}
}

// loads is the traffic of the open shards in the minute that is counted.
func (s *stream) loads() []load {
	loads := make([]load, len(s.open))
	for i, sh := range s.open {
		loads[i] = load{traffic: sh.traffic}
		if sh.parent != none {
			loads[i].rested = sh.opened + rest
		}
	}
	return loads
}

// uncount forgets the minute.
func (s *stream) uncount() {
	s.minute = 0
	for _, sh := range s.open {
		sh.traffic = traffic{}
	}
}
