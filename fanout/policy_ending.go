package fanout

// How a subscription ended, or why there is none: what an error means.

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// An ending is how a subscription ended, or why it could not be had.
type ending int

const (
	ended       ending = iota // as the service ends each after five minutes
	broken                    // a connection that was cut, a garbled event, the service's own failure, no answer in time
	silent                    // half open: nothing came, where the service sends something every five seconds
	takenOver                 // while it ran: by a subscription that began later
	inUse                     // refused: one began less than five seconds ago, or the consumer is not ACTIVE
	limited                   // too many calls, or subscriptions
	denied                    // the right is missing
	unsupported               // this endpoint has no fan-out
	missing                   // no such consumer, stream or shard: not visible yet, or gone
	invalid                   // the position, or the request
	locked                    // keys of KMS, credentials: polling fails as well

	endings = iota // how many there are
)

var endingNames = [...]string{"ended", "broken", "silent", TakenOver, "in use", "limited", "denied", "unsupported",
	"not found", "invalid", "locked"}

func (e ending) String() string { return endingNames[e] }

// outlivesEvents: is it still to be counted when events have come since? Who fights for a
// subscription gets events in between, and so does who sits behind a proxy that holds them back.
func (e ending) outlivesEvents() bool { return e == takenOver || e == silent }

// Errors of a subscription that the service does not give.
var (
	errEnd      = errors.New("the subscription ended")
	errSilent   = errors.New("the subscription is silent")
	errInStream = errors.New("an exception among the events") // with the smithy.APIError that it is
	errNoEvents = errors.New("the answer is no stream of events")
)

// endingOf says what an error of subscribe or next means.
func endingOf(err error) ending {
	switch {
	case errors.Is(err, errEnd):
		return ended
	case errors.Is(err, errSilent):
		return silent
	case errors.Is(err, errNoEvents):
		return unsupported
	}
	// By code and not by type, so that a client with a protocol of its own is understood too.
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() != unnamed {
		return endingByCode(api.ErrorCode(), errors.Is(err, errInStream))
	}
	if answer, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return endingByStatus(answer.HTTPStatusCode())
	}
	return broken
}

// unnamed is what the SDK calls an error without a code.
const unnamed = "UnknownError"

func endingByCode(code string, inStream bool) ending {
	switch code {
	case "ResourceInUseException":
		if inStream {
			return takenOver
		}
		return inUse
	case "ResourceNotFoundException":
		return missing
	case "InvalidArgumentException", "ValidationException":
		return invalid
	}
	switch {
	case strings.HasPrefix(code, "KMS"), slices.Contains(untrusted, code):
		return locked
	case slices.Contains(throttles, code):
		return limited
	case slices.Contains(denials, code):
		return denied
	case slices.Contains(absences, code):
		return unsupported
	}
	return broken
}

// endingByStatus is for answers without a code: of a proxy, or of an endpoint that is not Kinesis.
func endingByStatus(status int) ending {
	switch status {
	case http.StatusForbidden:
		return denied
	case http.StatusTooManyRequests:
		return limited
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return unsupported
	}
	return broken
}

// What services call it: Kinesis, the gateways before it, and emulators.
var (
	throttles = []string{"LimitExceededException", "ThrottlingException", "Throttling", "ThrottledException",
		"ProvisionedThroughputExceededException", "RequestLimitExceeded", "TooManyRequestsException", "SlowDown"}
	denials   = []string{"AccessDeniedException", "AccessDenied", "NotAuthorized", "UnauthorizedOperation", "OptInRequired"}
	untrusted = []string{"ExpiredTokenException", "ExpiredToken", "RequestExpired", "UnrecognizedClientException",
		"InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature",
		"MissingAuthenticationTokenException", "MissingAuthenticationToken"}
	absences = []string{"UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented",
		"NotImplementedException", "UnsupportedOperation", "UnsupportedOperationException"}
)
