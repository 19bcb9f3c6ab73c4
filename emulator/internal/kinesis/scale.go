package kinesis

// A stream is scaled by hand, at once and as far as one likes: what a test wants of an on-demand
// stream when it cannot wait for traffic.

import (
	"fmt"
	"time"
)

// Scale gives a stream that many shards of equal width, by the walk of UpdateShardCount, whatever
// its mode and without a state in between. The stream must be ACTIVE.
func (s *Service) Scale(account, region, name string, shards int, now time.Time) error {
	if shards < 1 || shards > mostTarget {
		return fmt.Errorf("kinesis: scale stream %s to %d shards: there can be 1 to %d", name, shards, mostTarget)
	}
	p := s.place(home{account, region, name}, false)
	if p == nil {
		return fmt.Errorf("kinesis: scale stream %s: there is none", name)
	}
	p.Lock()
	defer p.Unlock()
	switch p.settle(now.UnixMilli()); {
	case p.stream == nil:
		return fmt.Errorf("kinesis: scale stream %s: there is none", name)
	case p.stream.status != active:
		return fmt.Errorf("kinesis: scale stream %s: it is %s", name, p.stream.status)
	}
	p.stream.reshape(shards, now.UnixMilli())
	return nil
}
