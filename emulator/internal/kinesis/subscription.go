package kinesis

// A subscription: one consumer's place in one shard, from a SubscribeToShard to whatever ends it. It
// holds its place and nothing else. Each time it is asked, it looks at stream, consumer, shard and
// clock, and does the first of these that holds:
//
//	the stream is gone               ResourceNotFoundException, end
//	the consumer is deregistered     ResourceNotFoundException, end
//	another one has taken over       ResourceInUseException, end
//	the stream's key may not be used the KMS exception, end
//	five minutes are over            end
//	records are there, and the rate allows them   an event with them
//	the shard is closed and drained  an event that names the children, end
//	five seconds without an event    an event without records
//	none of these                    wait, for the shard to wake or for the next of these to be due
//
// The first event comes at once, with or without records, so that a client has a place to go on from
// whatever happens next.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type subscription struct {
	call     call // as it was made, without its document
	place    *place
	stream   *stream
	consumer *consumer
	shard    *shard
	lane     *lane

	expires int64 // milliseconds
	next    uint64
	due     int64 // milliseconds: an event comes then, records or not
	rests   int64 // milliseconds: no records before, the rate is used up
}

type subscribeToShardEvent struct {
	Records                    []recordShape
	ContinuationSequenceNumber *string `json:",omitempty"`
	MillisBehindLatest         int64
	ChildShards                []childShardShape `json:",omitempty"`
}

// The size of an event. A record that is larger is an event of its own: 10 MiB, which are 14 MB in
// base64, are well below the 24 MiB at which clients stop reading.
const (
	eventRecords = 3000
	eventBytes   = 1 << 20
)

// A turn is what a subscription decided to do.
type turn struct {
	event     *subscribeToShardEvent // to send, nil if none
	page      sheet                  // its records, which are rendered without the stream's lock
	exception *wire.Error            // to end with, nil if none
	end       bool
	until     time.Time
	wake      <-chan struct{}
}

// Next is what happens at now.
func (sub *subscription) Next(now time.Time) wire.Step {
	c := sub.call
	c.Now = now
	return sub.decide(&c).step()
}

// Leave frees the lane. Another subscription has to wait for its five seconds all the same.
func (sub *subscription) Leave(time.Time) {
	sub.place.Lock()
	defer sub.place.Unlock()
	if sub.lane.running == sub {
		sub.lane.running = nil
	}
}

// decide looks and decides.
func (sub *subscription) decide(c *call) turn {
	sub.place.Lock()
	sub.place.settle(c.ms())
	m := sub.stream.meter(c.service, c.Now)
	defer m.report()
	defer sub.place.Unlock()
	if err := sub.broken(c); err != nil {
		m.broke(sub.consumer.name)
		return turn{exception: err, end: true}
	}
	if c.ms() >= sub.expires {
		return turn{end: true}
	}
	return sub.push(c, m)
}

// broken is the exception with which the subscription ends, nil if it goes on.
func (sub *subscription) broken(c *call) *wire.Error {
	s := sub.stream
	switch {
	case sub.place.stream != s || !s.serving():
		return c.noStream(s.home)
	case sub.consumer.status != active:
		return noConsumer(s.home, sub.consumer.arn(s.home))
	case sub.lane.running != sub:
		return subscribedElsewhere(s, sub.consumer, sub.shard)
	}
	return c.key(s)
}

// push sends what is there, or waits.
func (sub *subscription) push(c *call, m *meter) turn {
	sh := sub.shard
	sub.stream.trim(sh, c.ms())
	sub.next = max(sub.next, sh.log.first)
	if c.ms() < sub.rests {
		return sub.wait(sub.rests)
	}
	page, bytes := sh.log.page(sub.next, eventRecords, eventBytes)
	next := sub.next + uint64(len(page))
	ended := !sh.open() && next == sh.log.next
	if len(page) == 0 && !ended && c.ms() < sub.due {
		return sub.wait(sub.due)
	}
	if c.throttles() {
		if from, ok := sub.lane.admitBytes(c.Now, bytes); !ok {
			sub.rests = from
			return sub.wait(from)
		}
	}
	sub.next, sub.due = next, c.ms()+heartbeatMillis
	event := &subscribeToShardEvent{MillisBehindLatest: sh.behind(next, c.ms())}
	if ended {
		event.ChildShards = sh.childShapes()
	} else {
		event.ContinuationSequenceNumber = new(sh.before(next).String())
	}
	m.pushed(sub.consumer.name, len(page), bytes, event.MillisBehindLatest)
	return turn{event: event, page: sh.sheet(page), end: ended}
}

// wait waits until then, or until it is time for something else.
func (sub *subscription) wait(until int64) turn {
	until = min(until, sub.expires)
	if change := sub.stream.pending; change != nil {
		until = min(until, change.at)
	}
	return turn{until: time.UnixMilli(until), wake: sub.shard.waiting.awaits()}
}

// step renders a turn.
func (t turn) step() wire.Step {
	switch {
	case t.exception != nil:
		return wire.Step{Frames: []wire.Frame{exceptionFrame(t.exception)}, End: true}
	case t.event == nil:
		return wire.Step{End: t.end, Until: t.until, Wake: t.wake}
	}
	t.event.Records = t.page.shapes()
	payload, err := encode(wire.JSON, t.event)
	if err != nil {
		return turn{exception: err}.step()
	}
	return wire.Step{Frames: []wire.Frame{{Type: "SubscribeToShardEvent", Payload: payload}}, End: t.end}
}

// exceptionFrame is an exception within the stream of events.
func exceptionFrame(err *wire.Error) wire.Frame {
	payload, _ := encode(wire.JSON, struct {
		Message string `json:"message"`
	}{err.Message}) // a string is always written
	return wire.Frame{Type: err.Type, Exception: true, Payload: payload}
}
