package kinesis

// A channel: what carries the records of a stream to a bucket. It belongs to its stream, under whose
// lock it is, and knows for each shard which record it delivers next.

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const failed = "FAILED" // a channel's status, beside those of a stream

// freshness is how old a record may grow in the buffer, service limits.
const (
	freshnessDefault = 300 // seconds
	freshnessMost    = 900
)

// A channel is one from its creation to its deletion.
type channel struct {
	name, id string
	created  int64 // milliseconds
	role     string
	source   recordFormatShape
	s3       *s3DestinationShape // one of the two; replaced and never changed, since answers show them
	tables   *s3TablesDestinationShape
	key      *channelKeyShape
	logging  *loggingShape
	tags     map[string]string

	status  string
	pending *change
	deleted bool
	failure string // why the last attempt to deliver failed; "" after a good one

	started bool     // it was ACTIVE once: only what was put from then on is delivered
	next    []uint64 // by shard index: the counter of the record to deliver next
	seen    []uint64 // by shard index: the counter up to which bytes counts
	bytes   int      // buffered
	sent    int64    // objects ever cut, for their names
	sending *Delivery
}

// channelID is one ID per name, stream and turn, in the form of a UUID: a test sees the same one
// in every run.
func channelID(h home, name string, created, turn int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d %d", h.arn(), name, created, turn))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func channelARN(h home, id string) string {
	return "arn:aws:kinesis:" + h.region + ":" + h.account + ":channel/" + id
}

// become is the channel's stream.become.
func (ch *channel) become(status string, now int64, took time.Duration, apply func(at int64)) {
	if took <= 0 {
		apply(now)
		return
	}
	ch.status, ch.pending = status, &change{now + took.Milliseconds(), apply}
}

func (ch *channel) settle(now int64) {
	if ch.pending == nil || now < ch.pending.at {
		return
	}
	due := ch.pending
	ch.status, ch.pending = active, nil
	due.apply(due.at)
}

// settleChannels lets happen what was due to the channels by now. Whatever touches a stream settles
// it first, so a channel starts between the records put before that instant and those put after it.
func (s *stream) settleChannels(now int64) {
	if len(s.channels) == 0 {
		return
	}
	for _, ch := range s.channels {
		ch.settle(now)
	}
	s.channels = slices.DeleteFunc(s.channels, func(ch *channel) bool { return ch.deleted })
}

// start is the end of a creation: the channel stands behind the last record of every shard. Shards
// that open later are delivered from their first record on.
func (ch *channel) start(s *stream) func(at int64) {
	return func(int64) {
		ch.started = true
		for _, sh := range s.shards {
			ch.next = append(ch.next, sh.log.next)
		}
		ch.seen = slices.Clone(ch.next)
	}
}

// delivers: may records leave? A channel that is DELETING has stopped.
func (ch *channel) delivers() bool {
	return ch.started && (ch.status == active || ch.status == updating)
}

// state is what a description says. The service's FAILED is for good; ours ends with the next good
// attempt, since a folder that could not be written to may be mended.
func (ch *channel) state() (status string, reason *string) {
	if ch.status == active && ch.failure != "" {
		return failed, new(ch.failure)
	}
	return ch.status, nil
}

func (ch *channel) freshness() time.Duration {
	if ch.s3 != nil {
		return time.Duration(*ch.s3.DataFreshnessInSeconds) * time.Second
	}
	return time.Duration(*ch.tables.DataFreshnessInSeconds) * time.Second
}

func (ch *channel) destination() string {
	if ch.s3 != nil {
		return "S3"
	}
	return "S3_TABLES"
}

// channel finds the channel that an ARN names, and its stream, whose place it locks.
func (c *call) channel(arn string) (*channel, *stream, func(), *wire.Error) {
	part := strings.SplitN(arn, ":", 6)
	id := strings.TrimPrefix(part[5], "channel/")
	if part[3] == c.Region {
		for _, p := range c.service.placesOf(part[4], part[3]) {
			if ch, s := p.lockChannel(id, c.ms()); ch != nil {
				return ch, s, p.Unlock, nil
			}
		}
	}
	return nil, nil, nil, wire.Errorf(resourceNotFound, "Channel %s under account %s not found.", arn, part[4])
}

// lockChannel keeps the lock if the stream has the channel.
func (p *place) lockChannel(id string, now int64) (*channel, *stream) {
	p.Lock()
	if p.settle(now); p.stream != nil {
		if i := slices.IndexFunc(p.stream.channels, func(ch *channel) bool { return ch.id == id }); i >= 0 {
			return p.stream.channels[i], p.stream
		}
	}
	p.Unlock()
	return nil, nil
}

// channels lists every channel of the account and region, with its stream, in no order.
func (c *call) channels(see func(*channel, *stream)) {
	for s := range c.streams() {
		for _, ch := range s.channels {
			see(ch, s)
		}
	}
}

// channelCount is how many channels the account has in the region.
func (c *call) channelCount() (n int) {
	c.channels(func(*channel, *stream) { n++ })
	return n
}
