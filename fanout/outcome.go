package fanout

// How a call went, and what follows from it: the policy of retries. Nothing ends reading but the
// end of the shard.

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/smithy-go"
)

// An outcome is how a call went, as far as it matters for what comes next.
type outcome int

const (
	answered        outcome = iota
	throttled               // more than the shard's readers may have together
	iteratorExpired         // older than five minutes
	notFound                // no such shard or stream: the proof of nothing, one that is new may not be visible yet
	refused                 // the request itself: an iterator of a stream that is gone, a position in the future
	tooSlow                 // not within the bound of one call
	endless                 // an end without children
	misworded               // CBOR, or JSON, is not understood here
	unavailable             // network, server, credentials, rights, keys: whatever may pass
)

var outcomeNames = [...]string{"answered", "throttled", "iterator expired", "not found", "refused", "too slow",
	"end without children", "encoding refused", "unavailable"}

func (o outcome) String() string { return outcomeNames[o] }

var (
	errNoChildren = errors.New("an end of the shard that names no children")
	errOvertime   = errors.New("no answer within")
)

// overtime is the error of a call, or that its own bound ended it. What the call says then is only that
// it was cancelled, as if somebody had wanted that.
func overtime(ctx context.Context, err error, bound time.Duration) error {
	if context.Cause(ctx) == errOvertime {
		return fmt.Errorf("%w %v", errOvertime, bound.Round(time.Millisecond))
	}
	return err
}

// classify says how a call went that ended with err.
func classify(err error) outcome {
	switch {
	case err == nil:
		return answered
	case errors.Is(err, errNoChildren):
		return endless
	case errors.Is(err, errOvertime):
		return tooSlow
	case errors.Is(err, errEncoding):
		return misworded
	}
	// By code and not by type, so that a client with a protocol of its own is understood too.
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return unavailable
	}
	switch api.ErrorCode() {
	case "ProvisionedThroughputExceededException", "LimitExceededException", "ThrottlingException":
		return throttled
	case "ExpiredIteratorException":
		return iteratorExpired
	case "ResourceNotFoundException":
		return notFound
	case "InvalidArgumentException", "ValidationException":
		return refused
	}
	return unavailable
}

// renews tells whether the next try takes a new iterator. After the others the old one is as
// good as it was, and taking one has a limit of its own: 5 a second a shard, service limit.
func (o outcome) renews() bool {
	return o == iteratorExpired || o == notFound || o == refused
}

// Backoff: short enough that a hiccup costs little, long enough that an outage is not hammered.
// The longest is the default failover time: nobody waits longer for a right that was granted.
const (
	backoffFirst = 100 * time.Millisecond
	backoffMost  = 10 * time.Second
)

// backoff is the pause after a streak of the same outcome. It doubles, and random (0 to 1) takes
// up to half of it away, so that shards that failed together do not come back together. An
// expired iterator is replaced at once, and an encoding too; what a throttle costs is for the pace to say.
func (o outcome) backoff(streak int, random float64) time.Duration {
	if o == throttled || streak <= 1 && (o == iteratorExpired || o == misworded) {
		return 0
	}
	pause := backoffMost
	if doublings := streak - 1; doublings < 8 {
		pause = min(backoffFirst<<max(doublings, 0), backoffMost)
	}
	return pause - time.Duration(random*float64(pause/2))
}

// endTries is how often a closed shard is asked for its children. An end without any is what a
// service in trouble answers, and what some emulators always do.
const endTries = 5
