package worker

// Each reason of enhanced fan-out with its sentence.

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/processor"
)

func TestEachStateOfAShardUnderFanOutHasItsSentence(t *testing.T) {
	const contended = "another subscriber with the same consumer takes over its subscriptions again and again: does another application use this consumer, or a tool? Give each its own (Worker.Consumer)"
	reading := processor.Status{State: "reading"}
	ready := fanout.ConsumerState{Ready: true}
	coming := fanout.ConsumerState{Why: "the consumer is CREATING"}
	full := fanout.ConsumerState{Unavailable: true, Why: "the stream is full", Err: errors.New("no place")}
	at := func(s fanout.Status) fanout.Status { s.Retrieval = fanout.FanOut; return s }
	for _, c := range []struct {
		name string
		here here
		code ShardCode
		why  string
	}{
		{"read", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{})}, Reading, "it is read, 0s behind"},
		{"on its way", here{processor: reading, wanted: fanout.FanOut, consumer: coming, source: at(fanout.Status{})}, Starting,
			"it waits for the consumer of enhanced fan-out: the consumer is CREATING"},
		{"not to be had", here{processor: reading, wanted: fanout.FanOut, consumer: full, source: at(fanout.Status{})}, Unreachable,
			"enhanced fan-out cannot be had, and Retrieval is FanOut, so it is not read: the stream is full: no place"},
		{"not to be had, with a choice", here{processor: reading, wanted: fanout.Automatic, consumer: full}, Reading, "it is read, 0s behind"},
		{"not to be had, and not wanted", here{processor: reading, wanted: fanout.Polling, consumer: full}, Reading, "it is read, 0s behind"},
		{"taken over once", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{Takeovers: 1, TakenOver: ago(time.Second)})}, Reading, "it is read, 0s behind"},
		{"taken over again", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{Takeovers: 2, TakenOver: ago(time.Minute)})}, Contended, contended},
		{"taken over long ago", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{Takeovers: 5, TakenOver: ago(4 * time.Minute)})}, Reading, "it is read, 0s behind"},
		{"polled since", here{processor: reading, wanted: fanout.Automatic, consumer: ready, source: fanout.Status{Takeovers: 3, TakenOver: ago(4 * time.Minute)}}, Contended, contended + "; it is polled meanwhile"},
		{"polled as wanted", here{processor: reading, wanted: fanout.Polling, consumer: ready, source: fanout.Status{Takeovers: 3, TakenOver: ago(time.Minute)}}, Reading, "it is read, 0s behind"},
		{"limited", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{Failures: 4, LastError: "x: LimitExceededException: y"})}, Throttled,
			"Kinesis limits subscriptions to this shard (4 in a row): one a second and consumer may begin"},
		{"in use for a moment", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{Failures: 2, LastError: "x: ResourceInUseException: y"})}, Starting,
			"it waits for an earlier subscription to be over, which takes some seconds"},
		{"in use for long", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{Failures: 9, LastError: "x: ResourceInUseException: y"})}, Unreachable,
			"9 subscriptions failed in a row: x: ResourceInUseException: y"},
		{"away", here{processor: reading, wanted: fanout.FanOut, consumer: ready, source: at(fanout.Status{Failures: 2, LastError: "no route"})}, Unreachable,
			"2 subscriptions failed in a row: no route"},
		{"user code is out", here{processor: processor.Status{State: "processing", Call: "ProcessRecords", CallSince: ago(time.Second)}, wanted: fanout.FanOut, consumer: full, source: at(fanout.Status{})}, Reading,
			"user code is in ProcessRecords, 0s behind"},
	} {
		code, why := explainHere(c.here, epoch)
		if code != c.code || why != c.why {
			t.Errorf("%s:\n got %s: %s\nwant %s: %s", c.name, code, why, c.code, c.why)
		}
	}
}

// One that is registered anew has another ARN; one that was given has that one for good.
// Broken by: the stream's ARN for both; a star behind an ARN that is complete.
func TestAPolicyNamesTheConsumer(t *testing.T) {
	const stream = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
	given := stream + "/consumer/billing:1700000000"
	for _, c := range []struct {
		consumer *fanout.Consumer
		want     string
	}{
		{&fanout.Consumer{StreamARN: stream, Name: "billing"}, stream + "/consumer/billing:*"},
		{&fanout.Consumer{StreamARN: stream, ARN: given}, given},
	} {
		r := &run{retriever: &fanout.Retriever{Consumer: c.consumer}}
		r.marks.StreamARN = stream
		if got := r.consumerResource(); got != c.want {
			t.Errorf("consumer %q %q: a policy would name %s, want %s", c.consumer.Name, c.consumer.ARN, got, c.want)
		}
		denied := fmt.Errorf("subscribe: %w", &smithy.GenericAPIError{Code: "AccessDeniedException"})
		if err := r.subscriptionExplained(denied); !strings.Contains(err.Error(), `"Resource": "`+c.want+`"`) || !errors.Is(err, denied) {
			t.Errorf("denied: %v, want the statement for %s, and the error in it", err, c.want)
		}
		if other := errors.New("no route"); r.subscriptionExplained(other) != other {
			t.Error("an error of the network is explained as a missing right")
		}
	}
}

// Broken by: a shard without a consumer that counts as read.
func TestABacklogAgesWhileFanOutIsWaitedFor(t *testing.T) {
	h := here{wanted: fanout.FanOut, processor: processor.Status{State: "reading"}}
	if got := h.behind(ago(time.Hour), epoch); got != time.Hour {
		t.Errorf("%v behind, want the hour since the shard is known: nothing was read of it", got)
	}
}

func TestAReasonIsShownWhereReadingIsNotAsWanted(t *testing.T) {
	ready := fanout.ConsumerState{Ready: true}
	for _, c := range []struct {
		name string
		here here
		want string
	}{
		{"polls as wanted", here{wanted: fanout.Polling, source: fanout.Status{RetrievalWhy: "w"}}, ""},
		{"follows as wanted", here{wanted: fanout.FanOut, consumer: ready, source: fanout.Status{Retrieval: fanout.FanOut, RetrievalWhy: "w"}}, ""},
		{"waits", here{wanted: fanout.FanOut, source: fanout.Status{Retrieval: fanout.FanOut, RetrievalWhy: "w"}}, "w"},
		{"fell back", here{wanted: fanout.Automatic, consumer: ready, source: fanout.Status{RetrievalWhy: "w"}}, "w"},
	} {
		if got := c.here.retrievalWhy(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Broken by: one sentence for each of a thousand shards.
func TestWhatIsSaidOfManyShardsIsSaidOnce(t *testing.T) {
	got := problems([]ShardStatus{
		{Shard: "a", Code: Unreachable, Why: "no consumer"}, {Shard: "b", Code: Hung, Why: "hangs"},
		{Shard: "c", Code: Unreachable, Why: "no consumer"}, {Shard: "d", Code: Unreachable, Why: "no consumer"},
		{Shard: "e", Code: Unreachable, Why: "no route"}, {Shard: "f", Code: Reading, Why: "no consumer"},
	})
	want := []string{"b: hangs", "a and 2 more: no consumer", "e: no route"}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("problems: %q, want %q", got, want)
	}
}

// Broken by: one shard that waits and stands for all; a consumer that is on its way.
func TestWithoutFanOutMeansEveryShardForLong(t *testing.T) {
	full := fanout.ConsumerState{Unavailable: true, Why: "full", Err: errors.New("no place"), Since: ago(2 * time.Minute)}
	coming, lately := full, full
	coming.Unavailable, lately.Since = false, ago(time.Second)
	for _, c := range []struct {
		waiting, held int
		consumer      fanout.ConsumerState
		want          string
	}{
		{0, 0, full, ""},
		{1, 2, full, ""},
		{2, 2, coming, ""},
		{2, 2, lately, ""},
		{2, 2, full, "all 2 shards held here have waited for enhanced fan-out for 2m0s: full: no place"},
	} {
		if got := withoutFanOut(c.waiting, c.held, c.consumer, epoch); got != c.want {
			t.Errorf("%d of %d wait, %+v: %q, want %q", c.waiting, c.held, c.consumer, got, c.want)
		}
	}
}
