package emulator_test

// Consumers: registered, described, listed, deregistered. Errors that the model declares and no test
// here makes: AccessDenied, which only faults answer.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

func byARN(arn string) *kinesis.DescribeStreamConsumerInput {
	return &kinesis.DescribeStreamConsumerInput{ConsumerARN: &arn}
}

func (w world) consumerStatus(arn string) types.ConsumerStatus {
	w.Helper()
	return must[*kinesis.DescribeStreamConsumerOutput](w)(w.api.DescribeStreamConsumer(w.Context(), byARN(arn))).ConsumerDescription.ConsumerStatus
}

func (w world) consumerCount() int32 {
	w.Helper()
	out := must[*kinesis.DescribeStreamSummaryOutput](w)(w.api.DescribeStreamSummary(w.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: new("orders")}))
	return *out.StreamDescriptionSummary.ConsumerCount
}

// Broken by: a status that stays; a consumer that is ACTIVE before Creating is over.
func TestAConsumerIsCreatedThenActiveThenDeletedThenGone(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Creating, w.emu.Deleting = 2*time.Second, 3*time.Second
		w.emu.Stream("orders", 1)
		out := must[*kinesis.RegisterStreamConsumerOutput](w)(w.api.RegisterStreamConsumer(t.Context(), register("billing")))
		arn := *out.Consumer.ConsumerARN
		if want := fmt.Sprintf("%s/consumer/billing:%d", ordersARN, time.Now().Unix()); arn != want || out.Consumer.ConsumerCreationTimestamp.Unix() != time.Now().Unix() {
			t.Errorf("the ARN is %s, want %s; created %v", arn, want, out.Consumer.ConsumerCreationTimestamp)
		}
		for _, step := range []struct {
			wait time.Duration
			want types.ConsumerStatus
		}{{0, "CREATING"}, {2*time.Second - 1, "CREATING"}, {1, "ACTIVE"}, {time.Hour, "ACTIVE"}} {
			time.Sleep(step.wait)
			if got := w.consumerStatus(arn); got != step.want {
				t.Errorf("after %v: %s, want %s", step.wait, got, step.want)
			}
		}
		_, err := w.api.DeregisterStreamConsumer(t.Context(), &kinesis.DeregisterStreamConsumerInput{StreamARN: new(ordersARN), ConsumerName: new("billing")})
		if got := w.consumerStatus(arn); err != nil || got != "DELETING" || w.consumerCount() != 1 {
			t.Errorf("after DeregisterStreamConsumer: %s, %d consumers, %v", got, w.consumerCount(), err)
		}
		_, err = w.api.DeregisterStreamConsumer(t.Context(), &kinesis.DeregisterStreamConsumerInput{ConsumerARN: &arn})
		w.wantRefusal("deregister twice", err, "ResourceNotFoundException", "billing")
		_, err = w.api.RegisterStreamConsumer(t.Context(), register("billing"))
		w.wantRefusal("register while DELETING", err, "ResourceInUseException", "already exists")
		time.Sleep(3 * time.Second)
		_, err = w.api.DescribeStreamConsumer(t.Context(), byARN(arn))
		w.wantRefusal("describe what is gone", err, "ResourceNotFoundException", "not found")
		if w.consumerCount() != 0 {
			t.Errorf("%d consumers, want none", w.consumerCount())
		}
	})
}

// Broken by: an ARN made of the current second alone; births that die with the stream.
func TestAConsumerThatIsRegisteredAgainHasAnotherARN(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		seen := map[string]bool{}
		for i := range 4 {
			arn := w.consumer("billing")
			if seen[arn] {
				t.Errorf("%s twice", arn)
			}
			seen[arn] = true
			if i == 2 {
				must[*kinesis.DeleteStreamOutput](w)(w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders"), EnforceConsumerDeletion: new(true)}))
				w.emu.Stream("orders", 1)
				continue
			}
			must[*kinesis.DeregisterStreamConsumerOutput](w)(w.api.DeregisterStreamConsumer(t.Context(), &kinesis.DeregisterStreamConsumerInput{ConsumerARN: &arn}))
			_, err := w.api.DescribeStreamConsumer(t.Context(), byARN(arn))
			w.wantRefusal("describe", err, "ResourceNotFoundException", arn)
		}
	})
}

// Broken by: names that are not looked at when there is an ARN.
func TestAConsumerIsNamedByARNOrByStreamAndName(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		arn := w.consumer("billing")
		named := &kinesis.DescribeStreamConsumerInput{StreamARN: new(ordersARN), ConsumerName: new("billing")}
		a := must[*kinesis.DescribeStreamConsumerOutput](w)(w.api.DescribeStreamConsumer(t.Context(), byARN(arn))).ConsumerDescription
		b := must[*kinesis.DescribeStreamConsumerOutput](w)(w.api.DescribeStreamConsumer(t.Context(), named)).ConsumerDescription
		if *a.ConsumerARN != *b.ConsumerARN || *a.StreamARN != ordersARN || *a.ConsumerName != "billing" {
			t.Errorf("by ARN %+v, by name %+v", a, b)
		}
		for _, c := range []struct {
			what, document, exception, part string
		}{
			{"nothing", `{}`, "InvalidArgumentException", "ConsumerARN"},
			{"a name without a stream", `{"ConsumerName":"billing"}`, "InvalidArgumentException", "StreamARN"},
			{"two that differ", fmt.Sprintf(`{"ConsumerARN":%q,"ConsumerName":"shipping"}`, arn), "InvalidArgumentException", "does not belong"},
			{"another stream", fmt.Sprintf(`{"ConsumerARN":%q,"StreamARN":%q}`, arn, ordersARN+"2"), "InvalidArgumentException", "does not belong"},
			{"no ARN", `{"ConsumerARN":"billing"}`, "ValidationException", "consumerARN"},
			{"no birth", fmt.Sprintf(`{"ConsumerARN":%q}`, ordersARN+"/consumer/billing"), "ValidationException", "consumerARN"},
			{"an unknown name", fmt.Sprintf(`{"StreamARN":%q,"ConsumerName":"shipping"}`, ordersARN), "ResourceNotFoundException", "shipping"},
			{"an earlier birth", fmt.Sprintf(`{"ConsumerARN":%q}`, ordersARN+"/consumer/billing:1"), "ResourceNotFoundException", "billing:1"},
			{"an unknown stream", `{"StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/none","ConsumerName":"billing"}`, "ResourceNotFoundException", "Stream none under account 000000000000 not found."},
		} {
			for _, operation := range []string{"DescribeStreamConsumer", "DeregisterStreamConsumer"} {
				if exception, message, _ := w.raw(operation, c.document); exception != c.exception || !strings.Contains(message, c.part) {
					t.Errorf("%s with %s: %s: %s, want %s with %q", operation, c.what, exception, message, c.exception, c.part)
				}
			}
		}
		for _, document := range []string{`{}`, `{"StreamARN":"x"}`, fmt.Sprintf(`{"StreamARN":%q,"ConsumerName":"not a name"}`, ordersARN), fmt.Sprintf(`{"StreamARN":%q,"ConsumerName":"c","Tags":{}}`, ordersARN)} {
			if exception, message, _ := w.raw("RegisterStreamConsumer", document); exception != "ValidationException" {
				t.Errorf("RegisterStreamConsumer %s: %s %s", document, exception, message)
			}
		}
		_, err := w.api.RegisterStreamConsumer(t.Context(), register("billing"))
		w.wantRefusal("a name that is taken", err, "ResourceInUseException", "billing under stream orders already exists")
		in := register("tagged")
		in.Tags = map[string]string{"aws:owner": "us"}
		_, err = w.api.RegisterStreamConsumer(t.Context(), in)
		w.wantRefusal("a reserved tag", err, "InvalidArgumentException", "reserved")
	})
}

// Broken by: tags that are not kept.
func TestAConsumerKeepsItsTags(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		in := register("billing")
		in.Tags = map[string]string{"team": "payments"}
		arn := must[*kinesis.RegisterStreamConsumerOutput](w)(w.api.RegisterStreamConsumer(t.Context(), in)).Consumer.ConsumerARN
		must[*kinesis.TagResourceOutput](w)(w.api.TagResource(t.Context(), &kinesis.TagResourceInput{ResourceARN: arn, Tags: map[string]string{"tier": "1"}}))
		out := must[*kinesis.ListTagsForResourceOutput](w)(w.api.ListTagsForResource(t.Context(), &kinesis.ListTagsForResourceInput{ResourceARN: arn}))
		if len(out.Tags) != 2 || *out.Tags[0].Value != "payments" || *out.Tags[1].Key != "tier" {
			t.Errorf("tags %+v", out.Tags)
		}
	})
}

// Broken by: pages that overlap; a token that says nothing of its stream.
func TestConsumersAreListedInPages(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Off
		w.emu.Stream("orders", 1)
		w.emu.Stream("others", 1)
		for i := range 105 {
			w.consumer(fmt.Sprintf("c%03d", (i*37)%105))
		}
		list := func(in kinesis.ListStreamConsumersInput) (*kinesis.ListStreamConsumersOutput, error) {
			if in.StreamARN == nil {
				in.StreamARN = new(ordersARN)
			}
			return w.api.ListStreamConsumers(t.Context(), &in)
		}
		var names []string
		var next *string
		for page := range 3 {
			out := must[*kinesis.ListStreamConsumersOutput](w)(list(kinesis.ListStreamConsumersInput{MaxResults: new(int32(50)), NextToken: next}))
			for _, c := range out.Consumers {
				names = append(names, *c.ConsumerName)
			}
			if next = out.NextToken; (next == nil) != (page == 2) {
				t.Fatalf("page %d has the token %v", page, next)
			}
		}
		for i, name := range names {
			if name != fmt.Sprintf("c%03d", i) || len(names) != 105 {
				t.Fatalf("%d names, number %d is %s", len(names), i, name)
			}
		}
		first := must[*kinesis.ListStreamConsumersOutput](w)(list(kinesis.ListStreamConsumersInput{}))
		if len(first.Consumers) != 100 || first.NextToken == nil {
			t.Fatalf("a page holds %d consumers by default, want 100", len(first.Consumers))
		}
		created := first.Consumers[0].ConsumerCreationTimestamp
		for _, c := range []struct {
			what            string
			in              kinesis.ListStreamConsumersInput
			exception, part string
		}{
			{"token and time", kinesis.ListStreamConsumersInput{NextToken: first.NextToken, StreamCreationTimestamp: created}, "InvalidArgumentException", "StreamCreationTimestamp"},
			{"another stream's token", kinesis.ListStreamConsumersInput{NextToken: first.NextToken, StreamARN: new(strings.Replace(ordersARN, "orders", "others", 1))}, "InvalidArgumentException", "NextToken"},
			{"a damaged token", kinesis.ListStreamConsumersInput{NextToken: new((*first.NextToken)[1:])}, "InvalidArgumentException", "NextToken"},
			{"another incarnation", kinesis.ListStreamConsumersInput{StreamCreationTimestamp: new(created.Add(-time.Hour))}, "ResourceNotFoundException", "orders"},
			{"no results", kinesis.ListStreamConsumersInput{MaxResults: new(int32(0))}, "ValidationException", "maxResults"},
			{"no stream", kinesis.ListStreamConsumersInput{StreamARN: new(ordersARN + "2")}, "ResourceNotFoundException", "orders2"},
		} {
			_, err := list(c.in)
			w.wantRefusal(c.what, err, c.exception, c.part)
		}
		time.Sleep(5 * time.Minute)
		rest := must[*kinesis.ListStreamConsumersOutput](w)(list(kinesis.ListStreamConsumersInput{NextToken: first.NextToken}))
		if len(rest.Consumers) != 5 {
			t.Errorf("%d consumers follow, want 5", len(rest.Consumers))
		}
		time.Sleep(time.Millisecond)
		_, err := list(kinesis.ListStreamConsumersInput{NextToken: first.NextToken})
		w.wantRefusal("a token older than 5 minutes", err, "ExpiredNextTokenException", "expired")
	})
}

// Broken by: a stream that is deleted whatever reads it.
func TestAStreamWithConsumersIsDeletedOnlyByForce(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Deleting = time.Second
		w.emu.Stream("orders", 1)
		arn := w.consumer("billing")
		_, err := w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders")})
		w.wantRefusal("DeleteStream", err, "ResourceInUseException", "EnforceConsumerDeletion")
		_, err = w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders"), EnforceConsumerDeletion: new(false)})
		w.wantRefusal("DeleteStream", err, "ResourceInUseException", "consumers associated")
		must[*kinesis.DeleteStreamOutput](w)(w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders"), EnforceConsumerDeletion: new(true)}))
		if got := w.consumerStatus(arn); got != "DELETING" {
			t.Errorf("the consumer is %s", got)
		}
		for _, operation := range []string{"ListStreamConsumers", "RegisterStreamConsumer"} {
			exception, message, _ := w.raw(operation, fmt.Sprintf(`{"StreamARN":%q,"ConsumerName":"late"}`, ordersARN))
			if exception != "ResourceInUseException" || !strings.Contains(message, "DELETING") {
				t.Errorf("%s of a stream that is being deleted: %s: %s", operation, exception, message)
			}
		}
		time.Sleep(time.Second)
		w.emu.Stream("orders", 1)
		if n := w.consumerCount(); n != 0 {
			t.Errorf("the next stream of that name has %d consumers", n)
		}
	})
}

// Broken by: quotas that hold in any mode; a rate per account where it is per stream.
func TestStrictLimitsHoldForConsumers(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits, w.emu.Creating = emulator.Strict, 5*time.Second
		w.emu.Stream("orders", 1)
		for i := range 20 {
			if i == 5 {
				time.Sleep(time.Second)
				_, err := w.api.RegisterStreamConsumer(t.Context(), register("sixth"))
				w.wantRefusal("a sixth that is CREATING", err, "LimitExceededException", "CREATING")
			}
			if i%5 == 0 {
				time.Sleep(5 * time.Second)
			}
			w.consumer(fmt.Sprint("c", i))
		}
		time.Sleep(5 * time.Second)
		_, err := w.api.RegisterStreamConsumer(t.Context(), register("extra"))
		w.wantRefusal("a 21st consumer", err, "LimitExceededException", "20 consumers")
		for _, c := range []struct {
			operation, document string
			calls               int
			part                string
		}{
			{"RegisterStreamConsumer", fmt.Sprintf(`{"StreamARN":%q,"ConsumerName":"c1"}`, ordersARN), 5, "account"},
			{"DeregisterStreamConsumer", fmt.Sprintf(`{"StreamARN":%q,"ConsumerName":"none"}`, ordersARN), 5, "stream orders"},
			{"ListStreamConsumers", fmt.Sprintf(`{"StreamARN":%q}`, ordersARN), 5, "stream orders"},
			{"DescribeStreamConsumer", fmt.Sprintf(`{"StreamARN":%q,"ConsumerName":"c1"}`, ordersARN), 20, "stream orders"},
		} {
			time.Sleep(time.Second)
			for range c.calls {
				if exception, _, _ := w.raw(c.operation, c.document); exception == "LimitExceededException" {
					t.Errorf("%s is refused before %d calls a second", c.operation, c.calls)
				}
			}
			if exception, message, _ := w.raw(c.operation, c.document); exception != "LimitExceededException" || !strings.Contains(message, c.part) {
				t.Errorf("%s beyond %d calls a second: %s: %s", c.operation, c.calls, exception, message)
			}
		}
	})
}
