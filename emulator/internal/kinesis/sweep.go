package kinesis

// Sweeping: a stream is looked at when a request is about it, so one that nobody asks for would keep what
// its time has passed for as long as the emulator runs. Now and then a request, whatever it is about,
// first looks at every stream: deletions that are due happen, and retention drops records.

import (
	"maps"
	"slices"
	"time"
)

// sweepEvery is much shorter than any retention, and long enough for thousands of shards to cost nothing.
const sweepEvery = time.Minute

// sweep looks at every stream unless that was done less than sweepEvery ago.
func (s *Service) sweep(now int64) {
	last := s.swept.Load()
	if now < last+sweepEvery.Milliseconds() || !s.swept.CompareAndSwap(last, now) {
		return
	}
	for _, p := range s.everywhere() {
		p.sweep(now)
	}
}

// everywhere is every place.
func (s *Service) everywhere() []*place {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Collect(maps.Values(s.mu.places))
}

// sweep drops what is due.
func (p *place) sweep(now int64) {
	p.Lock()
	defer p.Unlock()
	if p.settle(now); p.stream != nil {
		p.stream.trimAll(now)
		p.stream.forgetTrimmed()
	}
}
