package fanout

// The policy as a table: what happened, told step by step, and what follows from the last of it.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/fanout/internal/frame"
)

// steps tell a history: "subscribed", "event", the name of an ending, "5s" for time that passes; "3 x step"
// for three of them.
func steps(t *testing.T, told string) (h history, now time.Time) {
	t.Helper()
	now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for step := range strings.SplitSeq(told, ", ") {
		times := 1
		if n, what, many := strings.Cut(step, " x "); many {
			if _, err := fmt.Sscan(n, &times); err != nil {
				t.Fatal(err)
			}
			step = what
		}
		for range times {
			for part := range strings.SplitSeq(step, " + ") {
				h, now = h.told(t, part, now)
			}
		}
	}
	return h, now
}

func (h history) told(t *testing.T, step string, now time.Time) (history, time.Time) {
	t.Helper()
	switch step {
	case "":
		return h, now
	case "subscribed":
		return h.subscribed(now), now
	case "event":
		return h.received(), now
	}
	for e, name := range endingNames {
		if name == step {
			return h.ended(ending(e), now), now
		}
	}
	d, err := time.ParseDuration(step)
	if err != nil {
		t.Fatalf("step %q: %v", step, err)
	}
	return h, now.Add(d)
}

// Broken by: any number of the table.
func TestWhatFollowsFromAnEnding(t *testing.T) {
	for _, c := range []struct {
		sentence string
		told     string
		want     string // the pause; what else
	}{
		// The service's own end.
		{"the next subscription follows the five minutes at once", "subscribed, event, 5m, ended", "0s"},
		{"an end within five seconds is no reason to be refused", "subscribed, event, 2s, ended", "3s"},
		{"who is sent away time and again without an event is better off polling", "3 x subscribed + ended + 5s", "0s falls back"},
		{"who got an event before each end is not", "5 x subscribed + event + ended + 5s", "0s"},
		{"but who never keeps one for a minute is", "6 x subscribed + event + 50s + ended", "0s falls back"},
		{"a subscription of a minute is a new beginning for that, too", "5 x subscribed + event + 50s + ended, subscribed, event, 1m, ended, subscribed, event, 50s, ended", "0s"},

		// The five seconds between two subscriptions. KCL has no pause for them and asks each second.
		{"a refusal for our own subscription of a second ago is over in four", "subscribed, event, 1s, broken, in use", "4s"},
		{"it does not count", "subscribed, event, 1s, broken, 5 x in use, 4s, in use", "2s"},
		{"another worker's is waited for longer each time", "3 x in use", "8s"},
		{"but never longer than ten seconds", "40 x in use", "10s"},
		{"after half a minute without an event, polling is better", "in use, 30s, in use", "4s falls back"},
		{"not before", "in use, 29s, in use", "4s"},
		{"half a minute counts from the last event, not from the first failure ever", "in use, 29s, subscribed, event, in use, 29s, in use", "2s"},

		// Taken over. The last of two workers that believe to hold a shard must not be cut for ever.
		{"whoever was taken over leaves the other five seconds", "subscribed, event, 30s, taken over", "5s"},
		{"then longer", "2 x subscribed + event + 10s + taken over", "10s"},
		{"three times, and polling is better, though events came in between", "3 x subscribed + event + 10s + taken over", "20s falls back"},
		{"a refusal in between is no new beginning", "2 x subscribed + event + 10s + taken over, in use, subscribed, event, 10s, taken over", "20s falls back"},
		{"a subscription of a minute is", "2 x subscribed + event + 10s + taken over, subscribed, event, 1m, taken over", "5s"},
		{"a minute at most", "9 x subscribed + event + 10s + taken over", "1m0s falls back"},

		// Limits. KCL has no pause for them.
		{"a limit is given two seconds", "limited", "2s"},
		{"then four", "2 x limited", "4s"},
		{"three times, and polling is better", "3 x limited", "8s falls back"},
		{"ten seconds at most", "30 x limited", "10s falls back"},
		{"a limit that was over begins anew", "2 x limited, subscribed, event, 1m, limited", "2s"},

		// Rights, and endpoints without fan-out.
		{"a right that is missing is asked for every ten seconds", "denied", "10s falls back"},
		{"an endpoint without fan-out too", "unsupported", "10s falls back"},
		{"for ever", "1000 x unsupported", "10s falls back"},

		// Not found. KCL takes it for the end of the shard, which loses what was not read.
		{"a consumer or shard that is not found is looked for again, and no end of the shard", "not found", "100ms looks at the consumer"},
		{"however often", "20 x not found", "10s looks at the consumer"},

		// Positions.
		{"a position that is refused is left at once for the last record", "subscribed, event, 5m, ended, invalid", "0s without the number"},
		{"then there is a pause", "2 x invalid", "100ms without the number"},
		{"ten seconds at most, and polling would fare no better", "50 x invalid", "10s without the number"},

		// Silence, which peers never find.
		{"a silent subscription is left at once", "subscribed, event, 20s, silent", "0s"},
		{"three times, and polling is better, though an event came each time", "3 x subscribed + event + 20s + silent", "0s falls back"},
		{"a subscription of a minute between them is a new beginning", "2 x subscribed + event + 20s + silent, subscribed, event, 1m, ended, subscribed, 20s, silent", "0s"},

		// Connections. vmware-go-kcl ends its consumer.
		{"a connection that is cut is made again, as soon as the service takes it", "subscribed, event, 1s, broken", "4s"},
		{"after that, soon", "subscribed, event, 1m, broken", "100ms"},
		{"then later", "subscribed, event, 1m, broken, 100ms, broken", "200ms"},
		{"three times without an event, and polling is better", "3 x broken", "400ms falls back"},
		{"with an event between them it is not", "5 x subscribed + event + 10s + broken", "100ms"},
		{"but who is always cut within a minute is better off", "6 x subscribed + event + 10s + broken", "100ms falls back"},
		{"ten seconds at most", "20 x broken", "10s falls back"},
		{"failures of different kinds do not hide each other", "3 x broken + in use", "8s"},

		// Keys and credentials.
		{"with an invalid key or credentials, polling would fare no better", "9 x locked", "10s"},
	} {
		h, now := steps(t, c.told)
		v := h.next(now, 0)
		if got := v.text(); got != c.want {
			t.Errorf("%s: after %q: %s, want %s", c.sentence, c.told, got, c.want)
		}
		if v.why == "" {
			t.Errorf("after %q it is not said why", c.told)
		}
	}
}

func (v verdict) text() string {
	var also []string
	for _, a := range []struct {
		is   bool
		what string
	}{{v.fallBack, "falls back"}, {v.restart, "without the number"}, {v.verify, "looks at the consumer"}} {
		if a.is {
			also = append(also, a.what)
		}
	}
	return strings.Join(append([]string{v.after.String()}, also...), " ")
}

// Broken by: a code that is not listed; the type of an error instead of its code.
func TestWhatAnErrorMeans(t *testing.T) {
	api := func(code string) error { return &smithy.GenericAPIError{Code: code, Message: "m"} }
	inStream := func(code string) error { return fmt.Errorf("%w: %w", errInStream, api(code)) }
	status := func(code int, err error) error {
		return &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: &http.Response{StatusCode: code}}, Err: err}
	}
	for _, c := range []struct {
		err  error
		want ending
	}{
		{errEnd, ended},
		{errSilent, silent},
		{fmt.Errorf("%w: of something else", errNoEvents), unsupported},
		{frame.ErrGarbled, broken},
		{io.ErrUnexpectedEOF, broken},
		{&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, broken},
		{fmt.Errorf("%w: %w", errOvertime, context.Canceled), broken},
		{errors.New("http2: server sent GOAWAY"), broken},
		{api("ResourceInUseException"), inUse},
		{inStream("ResourceInUseException"), takenOver},
		{api("LimitExceededException"), limited},
		{inStream("LimitExceededException"), limited},
		{api("ThrottlingException"), limited},
		{api("AccessDeniedException"), denied},
		{inStream("AccessDeniedException"), denied},
		{api("OptInRequired"), denied},
		{api("UnknownOperationException"), unsupported},
		{status(404, api(unnamed)), unsupported},
		{status(501, &smithy.DeserializationError{Err: io.EOF}), unsupported},
		{status(405, errors.New("no JSON")), unsupported},
		{status(403, api(unnamed)), denied},
		{status(429, api(unnamed)), limited},
		{status(500, api(unnamed)), broken},
		{status(400, api("ResourceNotFoundException")), missing},
		{inStream("ResourceNotFoundException"), missing},
		{api("InvalidArgumentException"), invalid},
		{api("ValidationException"), invalid},
		{inStream("InternalFailureException"), broken},
		{api("InternalFailure"), broken},
		{status(503, api("ServiceUnavailable")), broken},
		{api("ANewException"), broken},
		{api("ExpiredTokenException"), locked},
		{api("UnrecognizedClientException"), locked},
		{api("KMSAccessDeniedException"), locked},
		{api("KMSDisabledException"), locked},
		{inStream("KMSThrottlingException"), locked},
	} {
		wrapped := fmt.Errorf("fanout: subscribe to %s: %w", shard0, c.err)
		if got := endingOf(wrapped); got != c.want {
			t.Errorf("%v means %v, want %v", c.err, got, c.want)
		}
	}
}

// Broken by: an ending without a name or a rule of its own.
func TestEveryEndingHasAName(t *testing.T) {
	if len(endingNames) != int(endings) {
		t.Errorf("%d names for %d endings", len(endingNames), endings)
	}
	said := map[string]ending{}
	for e := range endings {
		why := ending(e).rule().why
		if other, twice := said[why]; twice {
			t.Errorf("%v and %v say the same: %s", other, ending(e), why)
		}
		said[why] = ending(e)
	}
}

// Broken by: a pause that is not floored at five seconds; jitter on the floor; a pause without end.
func TestNoSubscriptionIsAskedForInVain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h history
		now := time.Unix(1_700_000_000, 0)
		var accepted time.Time
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "accepted") {
				accepted = now
				h = h.subscribed(now)
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 400_000).Draw(t, "ms")) * time.Millisecond)
			if rapid.Bool().Draw(t, "event") {
				h = h.received()
			}
			h = h.ended(ending(rapid.IntRange(0, endings-1).Draw(t, "ending")), now)
			v := h.next(now, rapid.Float64Range(0, 1).Draw(t, "random"))
			if v.after < 0 || v.after > time.Minute {
				t.Fatalf("a pause of %v", v.after)
			}
			now = now.Add(v.after)
			if !accepted.IsZero() && now.Before(accepted.Add(subscribeEvery)) {
				t.Fatalf("asked %v after a subscription began", now.Sub(accepted))
			}
		}
	})
}

// Broken by: no jitter, or one that adds.
func TestPausesAreSpread(t *testing.T) {
	h, now := steps(t, "3 x limited")
	for random, want := range map[float64]time.Duration{0: 8 * time.Second, 0.5: 6 * time.Second, 1: 4 * time.Second} {
		if got := h.next(now, random).after; got != want {
			t.Errorf("random %v: %v, want %v", random, got, want)
		}
	}
}

// The service admits one call a second of a consumer for a shard.
// Broken by: a second for limited, half of which may be taken away.
func TestARefusedRateIsNotAskedForAgainWithinASecond(t *testing.T) {
	h, now := steps(t, "limited")
	if got := h.next(now, 1).after; got < time.Second {
		t.Errorf("asked again after %v", got)
	}
}
