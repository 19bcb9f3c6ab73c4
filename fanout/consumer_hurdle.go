package fanout

// What stands between a worker and its consumer: errors by code, what each is called, and how long
// it is waited for.

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// A hurdle is why a call about a consumer was refused.
type hurdle int

const (
	noHurdle          hurdle = iota
	hurdleMissing            // no such consumer; from RegisterStreamConsumer: no such stream
	hurdleTaken              // the name is taken, or the stream is not ACTIVE
	hurdleRate               // too many calls, or too many consumers CREATING at once: it passes in seconds
	hurdleFull               // the stream has as many consumers as it may have
	hurdleDenied             // a right is missing
	hurdleNoOperation        // the endpoint knows nothing of fan-out
	hurdleMalformed          // the service does not like the name, or the stream's ARN
	hurdleAway               // network, server, credentials: whatever may pass
)

// hurdles says of each: whether it passes by itself, how long the pauses are, and what people are
// told. A right that somebody grants is seen within a minute; a consumer that somebody removes to
// make room, and an endpoint that is replaced, within ten.
var hurdles = [...]struct {
	passes      bool
	quiet       int // so many in a row are the ordinary course of a fleet that starts, and no event
	first, most time.Duration
	sentence    string
}{
	hurdleMissing:     {false, 0, 10 * time.Second, time.Minute, "the stream does not exist"},
	hurdleTaken:       {true, 3, time.Second, 10 * time.Second, "another worker is registering the consumer, or the stream is not ACTIVE"},
	hurdleRate:        {true, 3, time.Second, 10 * time.Second, "too many calls: the limit is the account's"},
	hurdleFull:        {false, 0, time.Minute, 10 * time.Minute, "the stream has as many consumers as it may have"},
	hurdleDenied:      {false, 0, 10 * time.Second, time.Minute, "a right is missing"},
	hurdleNoOperation: {false, 0, time.Minute, 10 * time.Minute, "the endpoint has no enhanced fan-out"},
	hurdleMalformed:   {false, 0, time.Minute, 10 * time.Minute, "the service does not accept the consumer's name"},
	hurdleAway:        {true, 0, time.Second, 10 * time.Second, "the service does not answer"},
}

func (h hurdle) passes() bool     { return hurdles[h].passes }
func (h hurdle) sentence() string { return hurdles[h].sentence }

// told says whether the streak is worth an event.
func (h hurdle) told(streak int) bool { return streak > hurdles[h].quiet }

// pause is how long to wait after a streak of the hurdle. A name that was just taken is there to
// be looked at, at once.
func (h hurdle) pause(streak int, random float64) time.Duration {
	if h == hurdleTaken && streak == 1 {
		return 0
	}
	return lessened(doubled(hurdles[h].first, hurdles[h].most, streak), random)
}

// doubled is first after one, twice that after two, and so on up to most.
func doubled(first, most time.Duration, streak int) time.Duration {
	if streak > 10 {
		return most
	}
	return min(first<<max(streak-1, 0), most)
}

// lessened is a pause of which random (0 to 1) takes up to half away.
func lessened(d time.Duration, random float64) time.Duration {
	return d - time.Duration(random*float64(d/2))
}

// hurdleOf says why a call failed. By code and not by type, so that a client with a protocol of
// its own, and an endpoint that is not quite the service, are understood too.
func hurdleOf(err error) hurdle {
	if err == nil {
		return noHurdle
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		if h := hurdleOfCode(api); h != noHurdle {
			return h
		}
	}
	if answer, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		switch answer.HTTPStatusCode() {
		case 404, 405, 501:
			return hurdleNoOperation
		case 401, 403:
			return hurdleDenied
		}
	}
	return hurdleAway
}

func hurdleOfCode(api smithy.APIError) hurdle {
	switch api.ErrorCode() {
	case "ResourceNotFoundException":
		return hurdleMissing
	case "ResourceInUseException":
		return hurdleTaken
	case "ThrottlingException", "ProvisionedThroughputExceededException":
		return hurdleRate
	case "LimitExceededException":
		return hurdleOfLimit(api.ErrorMessage())
	case "AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized", "OptInRequired":
		return hurdleDenied
	case "UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "NotImplementedException", "UnsupportedOperationException":
		return hurdleNoOperation
	case "InvalidArgumentException", "ValidationException", "SerializationException":
		return hurdleMalformed
	}
	return noHurdle
}

// hurdleOfLimit tells apart what the service calls by one name: too many calls, five consumers
// CREATING at once, and the quota of consumers. Only its words do. What they do not tell counts as
// the quota: a mistake in that direction costs a minute, one in the other a call a second for ever.
func hurdleOfLimit(message string) hurdle {
	words := strings.ToLower(message)
	if strings.Contains(words, "rate exceeded") || strings.Contains(words, "creating") {
		return hurdleRate
	}
	return hurdleFull
}

// consumerError adds to an error of the service what the reader of a log needs to act on it.
func consumerError(what consumerAsk, name, stream string, err error) error {
	doing := fmt.Sprintf("fanout: %s of consumer %s of %s", what.action(), name, stream)
	switch hurdleOf(err) {
	case hurdleDenied:
		return fmt.Errorf("%s is not allowed; add {\"Effect\": \"Allow\", \"Action\": [\"%s\"], \"Resource\": [\"%s\", \"%s/consumer/*\"]} to this identity's policy: %w",
			doing, what.action(), stream, stream, err)
	case hurdleFull:
		return fmt.Errorf("%s: the stream has as many consumers as it may have, 20 or 50 by its mode (service limit); deregister one that nobody uses: %w", doing, err)
	case hurdleNoOperation:
		return fmt.Errorf("%s: this endpoint has no enhanced fan-out; read by polling: %w", doing, err)
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
}
