package worker

// Why a shard that is to be read by enhanced fan-out does or does not move, and what of it a person
// must settle: pure functions beside those of explain.go.

import (
	"fmt"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/fanout"
)

const (
	sharedFrom = 2 // takeovers in a row: one is what a new owner does to the last
	// Two that take each other's subscriptions wait up to a minute each time, so a shard whose fan-out was
	// taken within three is fought for; one that polls meanwhile does so for up to ten, and tries again.
	sharedFor        = 3 * time.Minute
	sharedForPolling = 12 * time.Minute
)

// waits tells whether nothing is read because there is no consumer to read with.
func (h here) waits() bool { return h.wanted == fanout.FanOut && !h.consumer.Ready }

// contended tells whether somebody else takes over this shard's subscriptions again and again.
func (h here) contended(now time.Time) bool {
	if h.wanted == fanout.Polling || h.source.Takeovers < sharedFrom {
		return false
	}
	recent := sharedFor
	if h.source.Retrieval == fanout.Polling {
		recent = sharedForPolling
	}
	return now.Sub(h.source.TakenOver) < recent
}

// explainWaiting says why a shard waits for its consumer: on its way, or not to be had as things are.
func explainWaiting(c fanout.ConsumerState) (ShardCode, string) {
	if !c.Unavailable {
		return Starting, "it waits for the consumer of enhanced fan-out: " + c.Why
	}
	return Unreachable, fmt.Sprintf("enhanced fan-out cannot be had, and Retrieval is FanOut, so it is not read: %s: %v", c.Why, c.Err)
}

func explainContended(s fanout.Status) (ShardCode, string) {
	why := "another subscriber with the same consumer takes over its subscriptions again and again: does another application use this consumer, or a tool? Give each its own (Worker.Consumer)"
	if s.Retrieval == fanout.Polling {
		why += "; it is polled meanwhile"
	}
	return Contended, why
}

// explainSubscription says why a shard has no subscription, after some tries.
func explainSubscription(s fanout.Status) (ShardCode, string) {
	switch {
	case strings.Contains(s.LastError, "LimitExceeded"), strings.Contains(s.LastError, "Throttl"):
		return Throttled, fmt.Sprintf("Kinesis limits subscriptions to this shard (%d in a row): one a second and consumer may begin", s.Failures)
	case s.Failures <= ordinary && strings.Contains(s.LastError, "ResourceInUse"):
		return Starting, "it waits for an earlier subscription to be over, which takes some seconds"
	default:
		return Unreachable, fmt.Sprintf("%d subscriptions failed in a row: %s", s.Failures, s.LastError)
	}
}

// ordinary is how many refusals in a row are what a new owner meets: the service refuses the next
// subscription of a consumer and shard for five seconds after the last began.
const ordinary = 3

// retrievalWhy is the reason to show: none where the shard is read as it is wanted.
func (h here) retrievalWhy() string {
	if h.wanted == h.source.Retrieval && !h.waits() {
		return ""
	}
	return h.source.RetrievalWhy
}

// withoutFanOut says, in a sentence, that nothing held here can be read since there has been no
// consumer for long; "" if that is not so.
func withoutFanOut(waiting, held int, c fanout.ConsumerState, now time.Time) string {
	if held == 0 || waiting < held || !c.Unavailable || now.Sub(c.Since) < unreadableAfter {
		return ""
	}
	return fmt.Sprintf("all %d shards held here have waited for enhanced fan-out for %v: %s: %v", held, now.Sub(c.Since).Round(time.Second), c.Why, c.Err)
}
