package fanout

// The life of a registration, without a service: what is asked after each answer, and when.

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// A consumerTale is a registration that gets one answer after the other, each as soon as it is due.
type consumerTale struct {
	registration
	now time.Time
}

func newTale() *consumerTale {
	return &consumerTale{newRegistration("", time.Unix(1000, 0)), time.Unix(1000, 0)}
}

func (c *consumerTale) hears(a consumerReply) []Event {
	c.now = latest(c.now, c.step.at)
	a.ask, a.began = c.step.ask, c.now
	before := c.registration
	c.registration = before.next(a, c.now, 0)
	return consumerEvents("billing", before, c.registration, a, c.now)
}

// due is the step as a test writes it: what is asked, and in how long.
func (c *consumerTale) due() string {
	names := [...]string{"describe", "register", "nothing"}
	if c.step.ask == askNothing {
		return names[c.step.ask]
	}
	return fmt.Sprintf("%s in %v", names[c.step.ask], max(c.step.at.Sub(c.now), 0))
}

func consumerIs(arn, status string) consumerReply {
	return consumerReply{arn: arn, status: types.ConsumerStatus(status)}
}

func consumerRefused(code, message string) consumerReply {
	return consumerReply{err: fmt.Errorf("call: %w", &smithy.GenericAPIError{Code: code, Message: message})}
}

func consumerStatus(status int) consumerReply {
	return consumerReply{err: &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: errors.New("not understood")}}
}

var (
	noConsumer       = consumerRefused("ResourceNotFoundException", "Consumer billing under stream orders, account 1 not found.")
	nameTaken        = consumerRefused("ResourceInUseException", "Consumer billing under stream orders already exists for account 1.")
	tooManyCalls     = consumerRefused("LimitExceededException", "Rate exceeded for account 1.")
	tooManyConsumers = consumerRefused("LimitExceededException", "Stream orders under account 1 has 20 consumers already, the limit.")
)

// Broken by: each line of hurdles and of registration.next that is changed, such as registering
// again in place of describing after a refusal, or a streak that ends with a missing consumer.
func TestWhatIsAskedAfterEachAnswer(t *testing.T) {
	for _, tale := range []struct {
		name    string
		replies []consumerReply
		due     []string // after each
	}{
		{"one that is there is asked for once", []consumerReply{consumerIs("a:1", "ACTIVE")}, []string{"nothing"}},
		{"one that is missing is registered, and waited for",
			[]consumerReply{noConsumer, consumerIs("a:1", "CREATING"), consumerIs("a:1", "CREATING"), consumerIs("a:1", "CREATING"), consumerIs("a:1", "CREATING"), consumerIs("a:1", "ACTIVE")},
			[]string{"register in 0s", "describe in 1s", "describe in 2s", "describe in 4s", "describe in 5s", "nothing"}},
		{"one that is ready as soon as it is registered is not asked for again",
			[]consumerReply{noConsumer, consumerIs("a:1", "ACTIVE")}, []string{"register in 0s", "nothing"}},
		{"one that another worker registers is looked at at once",
			[]consumerReply{noConsumer, nameTaken, consumerIs("a:1", "CREATING"), consumerIs("a:1", "ACTIVE")},
			[]string{"register in 0s", "describe in 0s", "describe in 1s", "nothing"}},
		{"one that is DELETING is waited for, then registered",
			[]consumerReply{consumerIs("a:1", "DELETING"), consumerIs("a:1", "DELETING"), noConsumer, consumerIs("a:2", "ACTIVE")},
			[]string{"describe in 1s", "describe in 2s", "register in 0s", "nothing"}},
		{"a stream that is not ACTIVE is waited for",
			[]consumerReply{noConsumer, nameTaken, noConsumer, nameTaken, noConsumer, nameTaken},
			[]string{"register in 0s", "describe in 0s", "register in 0s", "describe in 2s", "register in 0s", "describe in 4s"}},
		{"too many calls are fewer at once, and another worker's registration is seen",
			[]consumerReply{tooManyCalls, tooManyCalls, noConsumer, tooManyCalls, consumerIs("a:1", "ACTIVE")},
			[]string{"describe in 1s", "describe in 2s", "register in 0s", "describe in 4s", "nothing"}},
		{"five consumers CREATING pass in seconds",
			[]consumerReply{noConsumer, consumerRefused("LimitExceededException", "Stream orders has 5 consumers in state CREATING already.")},
			[]string{"register in 0s", "describe in 1s"}},
		{"a full stream is tried again after a minute, later after ten",
			[]consumerReply{noConsumer, tooManyConsumers, noConsumer, tooManyConsumers, noConsumer, tooManyConsumers, noConsumer, tooManyConsumers, noConsumer, tooManyConsumers},
			[]string{"register in 0s", "describe in 1m0s", "register in 0s", "describe in 2m0s", "register in 0s", "describe in 4m0s",
				"register in 0s", "describe in 8m0s", "register in 0s", "describe in 10m0s"}},
		{"a limit in unknown words counts as a full stream",
			[]consumerReply{noConsumer, consumerRefused("LimitExceededException", "No.")}, []string{"register in 0s", "describe in 1m0s"}},
		{"a right that is granted is seen within a minute",
			[]consumerReply{consumerRefused("AccessDeniedException", ""), consumerRefused("AccessDeniedException", ""), consumerRefused("AccessDeniedException", ""), consumerRefused("AccessDeniedException", "")},
			[]string{"describe in 10s", "describe in 20s", "describe in 40s", "describe in 1m0s"}},
		{"a stream that does not exist is looked for",
			[]consumerReply{noConsumer, noConsumer, noConsumer, noConsumer}, []string{"register in 0s", "describe in 10s", "register in 0s", "describe in 20s"}},
		{"an endpoint that does not know the operation",
			[]consumerReply{consumerRefused("UnknownOperationException", ""), consumerRefused("InvalidAction", ""), consumerStatus(404), consumerStatus(501), consumerStatus(501)},
			[]string{"describe in 1m0s", "describe in 2m0s", "describe in 4m0s", "describe in 8m0s", "describe in 10m0s"}},
		{"an endpoint that says so by status, whatever it calls it",
			[]consumerReply{{err: errors.Join(consumerStatus(501).err, &smithy.GenericAPIError{Code: "InternalFailure"})}}, []string{"describe in 1m0s"}},
		{"a name that the service does not like",
			[]consumerReply{consumerRefused("ValidationException", ""), consumerRefused("InvalidArgumentException", "")}, []string{"describe in 1m0s", "describe in 2m0s"}},
		{"an outage",
			[]consumerReply{{err: errors.New("connection reset")}, consumerStatus(500), consumerStatus(503), consumerRefused("ExpiredTokenException", ""), {err: errOvertime}},
			[]string{"describe in 1s", "describe in 2s", "describe in 4s", "describe in 8s", "describe in 10s"}},
		{"each kind of refusal has a streak of its own, which a consumer on its way ends",
			[]consumerReply{tooManyCalls, tooManyCalls, consumerRefused("AccessDeniedException", ""), tooManyCalls, consumerIs("a:1", "CREATING"), tooManyCalls},
			[]string{"describe in 1s", "describe in 2s", "describe in 10s", "describe in 1s", "describe in 1s", "describe in 1s"}},
		{"a registration whose answer was lost is found",
			[]consumerReply{noConsumer, {err: errors.New("connection reset")}, consumerIs("a:1", "ACTIVE")}, []string{"register in 0s", "describe in 1s", "nothing"}},
	} {
		c := newTale()
		for i, a := range tale.replies {
			c.hears(a)
			if got := c.due(); got != tale.due[i] {
				t.Errorf("%s: after answer %d of %d: %s, want %s", tale.name, i+1, len(tale.replies), got, tale.due[i])
			}
			if unavailable := hurdleOf(a.err) == hurdleAway || a.err == nil; unavailable && c.state.Unavailable {
				t.Errorf("%s: after answer %d the consumer counts as out of reach, though it is only late", tale.name, i+1)
			}
		}
	}
}

// Broken by: an Err and Unavailable that a missing consumer wipes out; a quiet of 0 for hurdleTaken.
func TestWhatStandsInTheWayStaysInViewUntilItIsGone(t *testing.T) {
	c := newTale()
	c.hears(noConsumer)
	if c.state.Unavailable || c.state.Ready || c.state.Why == "" {
		t.Errorf("missing: %+v", c.state)
	}
	if got := c.hears(tooManyConsumers); len(got) != 1 || got[0].(ConsumerUnavailable).Retry != time.Minute {
		t.Errorf("a full stream: events %v", got)
	}
	c.hears(noConsumer)
	if s := c.state; !s.Unavailable || s.Err == nil || s.Why != hurdleFull.sentence() {
		t.Errorf("missing again: %+v", s)
	}
	got := c.hears(consumerIs("a:1", "ACTIVE"))
	if s := c.state; s.Unavailable || s.Err != nil || s.Why != "" || !s.Ready || s.Again {
		t.Errorf("registered: %+v", s)
	}
	if want := []Event{ConsumerRegistered{"billing", "a:1"}, ConsumerReady{"a:1", time.Minute}}; !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

// Broken by: an event for each refusal.
func TestTheOrdinaryCourseOfAFleetIsNoEvent(t *testing.T) {
	c := newTale()
	for i, a := range []consumerReply{tooManyCalls, noConsumer, nameTaken, tooManyCalls, consumerIs("a:1", "CREATING")} {
		if got := c.hears(a); len(got) != 0 {
			t.Errorf("answer %d: events %v, want none", i, got)
		}
	}
	if got := c.hears(consumerIs("a:1", "ACTIVE")); len(got) != 1 || got[0].Event() != "consumer ready" {
		t.Errorf("ACTIVE: events %v", got)
	}
}

// Broken by: a pause without its random part, or with more than half of it.
func TestWorkersThatFailedTogetherDoNotComeBackTogether(t *testing.T) {
	for h := hurdleMissing; h <= hurdleAway; h++ {
		for streak := 2; streak < 100; streak++ {
			whole, least := h.pause(streak, 0), h.pause(streak, 1)
			if whole > hurdles[h].most || least < whole/2 || least >= whole {
				t.Errorf("%s, %d in a row: from %v to %v", h.sentence(), streak, least, whole)
			}
		}
	}
}
