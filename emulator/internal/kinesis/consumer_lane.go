package kinesis

// A lane is what one consumer has of one shard, whoever reads on it: the one subscription that may
// run, how soon the next may come, and 2 MiB a second.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type lane struct {
	calls      rate // of SubscribeToShard
	subscribed int64
	running    *subscription // nil: none
	sent       rate          // bytes
}

const (
	subscribedMillis  = 300_000 // how long a subscription runs
	takeOverMillis    = 5000    // so long after a successful call, the next one takes over
	heartbeatMillis   = 5000    // so long after an event at the latest, the next one comes
	subscriptionPause = time.Second
	fanOutBytes       = 2 << 20 // a second, per consumer and shard
)

// lane is the consumer's for a shard.
func (k *consumer) lane(sh *shard) *lane {
	if k.lanes[sh] == nil {
		k.lanes[sh] = &lane{}
	}
	return k.lanes[sh]
}

// admitSubscription decides whether a subscription may begin. It refuses for 5 seconds after one that began, even
// if that has ended since: the service does not know how its clients fare.
func (c *call) admitSubscription(s *stream, k *consumer, sh *shard) *wire.Error {
	l := k.lane(sh)
	if c.strict() && !l.calls.admit(c.Now.UnixNano(), subscriptionPause) {
		return wire.Errorf(limitExceeded, "Rate exceeded for consumer %s and shard %s in stream %s under account %s.",
			k.name, sh.id, s.home.name, s.home.account)
	}
	if l.subscribed != 0 && c.ms() < l.subscribed+takeOverMillis {
		return subscribedElsewhere(s, k, sh)
	}
	return nil
}

// begin makes a subscription the lane's, and tells the one before it that it is over.
func (l *lane) begin(sub *subscription, now int64) {
	l.running, l.subscribed = sub, now
	sub.shard.wake()
}

// admitBytes takes a page into account if there is room for it in this second. If not, it answers the
// millisecond from which there is.
func (l *lane) admitBytes(now time.Time, bytes int) (from int64, ok bool) {
	cost := time.Duration(bytes) * time.Second / fanOutBytes
	if l.sent.admit(now.UnixNano(), cost) {
		return 0, true
	}
	free := l.sent.busy + int64(min(cost, time.Second)-time.Second)
	return time.Duration(free + int64(time.Millisecond) - 1).Milliseconds(), false
}

// subscribedElsewhere is what a second subscription is refused with, and what the first ends with once
// the second has taken over.
func subscribedElsewhere(s *stream, k *consumer, sh *shard) *wire.Error {
	return wire.Errorf(resourceInUse, "Another active subscription exists for this consumer: %s:%s:%s:%s",
		s.home.account, s.home.name, sh.id, k.name)
}
