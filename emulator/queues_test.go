package emulator_test

// Queues from their creation to their deletion, and what their streams may not do meanwhile.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// Broken by: no settling of queues in stream.settle; an update that counts from its call.
func TestAQueuesStatesTakeTheirTime(t *testing.T) {
	inSlowBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		arn := w.queue("work", "")
		made := w.describeQueue(arn)
		if from := made.StreamConfigurationList[0].StartingPosition; made.QueueStatus != "CREATING" || from.Type != "LATEST" || from.Timestamp != 0 {
			t.Errorf("created: %+v", made)
		}
		if exception, _ := w.ask("ReceiveQueueRecords", ofQueue(arn)); exception != "ResourceNotFoundException" {
			t.Errorf("a receive while CREATING: %s", exception)
		}
		w.enqueue("early")
		time.Sleep(10 * time.Second)
		if now := w.describeQueue(arn); now.QueueStatus != "ACTIVE" || int64(now.StreamConfigurationList[0].StartingPosition.Timestamp) != time.Now().Unix() {
			t.Errorf("ten seconds later: %+v", now)
		}
		w.enqueue("late")
		if got := w.receive(arn); names(got) != "late" {
			t.Errorf("received %q, want what was put after the queue was ACTIVE", names(got))
		}

		told[any](w, "UpdateQueue", ofQueue(arn, `,"QueueAttributes":{"VisibilityTimeoutSeconds":7}`))
		w.enqueue("meanwhile")
		if now := w.describeQueue(arn); now.QueueStatus != "UPDATING" || now.QueueAttributes.VisibilityTimeoutSeconds != 7 {
			t.Errorf("updating: %+v", now)
		}
		if exception, _ := w.ask("UpdateQueue", ofQueue(arn, `,"QueueAttributes":{}`)); exception != "ResourceInUseException" {
			t.Errorf("a second update: %s", exception)
		}
		if got := w.receive(arn); names(got) != "meanwhile" {
			t.Errorf("received %q while UPDATING", names(got))
		}
		time.Sleep(10 * time.Second)
		if got := w.receive(arn, `,"WaitTimeSeconds":1`); len(got) > 0 {
			t.Errorf("%q is visible: the update changed what was in flight", names(got))
		}

		told[any](w, "DeleteQueue", ofQueue(arn))
		told[any](w, "DeleteQueue", ofQueue(arn)) // no effect
		if now := w.describeQueue(arn); now.QueueStatus != "DELETING" {
			t.Errorf("deleting: %+v", now)
		}
		if exception, _ := w.ask("ReceiveQueueRecords", ofQueue(arn)); exception != "ResourceNotFoundException" {
			t.Errorf("a receive while DELETING: %s", exception)
		}
		time.Sleep(10 * time.Second)
		if exception, _ := w.ask("DescribeQueue", ofQueue(arn)); exception != "ResourceNotFoundException" {
			t.Errorf("described after its deletion: %s", exception)
		}
	})
}

// Broken by: a description that shows only what was asked for; an ARN with the name in it.
func TestAQueueHasTheServicesDefaults(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		q := w.describeQueue(w.queue("work", ""))
		if q.QueueName != "work" || q.StreamConfigurationList[0].StreamARN != someARN || strings.Contains(q.QueueARN, "work") ||
			!strings.HasPrefix(q.QueueARN, "arn:aws:kinesis:us-east-1:000000000000:queue/") {
			t.Errorf("%+v", q)
		}
		if a := q.QueueAttributes; a.VisibilityTimeoutSeconds != 30 || a.DeadLetterConfiguration.TargetType != "BUILT_IN" || a.DeadLetterConfiguration.MaxReceiveCount != 6 {
			t.Errorf("attributes %+v", a)
		}
	})
}

// Broken by: a start that is found in one shard only; a time that is compared in seconds.
func TestAQueueStartsWhereItIsTold(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		w.enqueue("a", "b", "c")
		time.Sleep(1500 * time.Millisecond)
		w.enqueue("d", "e")
		for _, start := range []struct{ name, position, want string }{
			{"latest", `"Type":"LATEST"`, ""},
			{"horizon", `"Type":"TRIM_HORIZON"`, "a b c d e"},
			{"time", fmt.Sprintf(`"Type":"AT_TIMESTAMP","Timestamp":%.3f`, float64(time.Now().UnixMilli())/1000), "d e"},
		} {
			arn := w.queueOf(start.name, `{"StreamARN":"`+someARN+`","StartingPosition":{`+start.position+`}}`, "").QueueARN
			if got := w.receive(arn, `,"WaitTimeSeconds":1`); names(got) != start.want {
				t.Errorf("%s: %q, want %q", start.name, names(got), start.want)
			}
		}
	})
}

// Broken by: positions that are made at the start and never again; a merge whose child is not read.
func TestAQueueFollowsReshards(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		w.enqueue("a", "b", "c")
		if err := w.emu.Scale("orders", 7); err != nil {
			t.Fatal(err)
		}
		w.enqueue("d", "e", "f")
		if err := w.emu.Scale("orders", 2); err != nil {
			t.Fatal(err)
		}
		w.enqueue("g", "h")
		if got := w.receive(arn); names(got) != "a b c d e f g h" {
			t.Errorf("received %q", names(got))
		}
	})
}

// Broken by: a take that ignores what was trimmed; letters that outlive their records.
func TestAQueueKeepsNoRecordLongerThanItsStream(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"BUILT_IN","MaxReceiveCount":1}}`)
		w.enqueue("never received", "letter", "to be received again")
		w.receive(arn, `,"Limit":1`)
		time.Sleep(day + time.Second)
		if got := w.receive(arn, `,"WaitTimeSeconds":1`); len(got) > 0 {
			t.Errorf("received %q a day later", names(got))
		}
		if got := w.receiveBy("ReceiveDeadLetterQueueRecords", arn, `,"WaitTimeSeconds":1`); len(got) > 0 {
			t.Errorf("letters %q a day later", names(got))
		}
	})
}

// Broken by: a queue that takes the records from others; an ID that is the delivery's.
func TestQueuesAreIndependentAndAgreeOnIDs(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		one, two := w.queue("one", ""), w.queue("two", "")
		w.enqueue("a")
		first := w.receive(one)
		told[receipts](w, "AcknowledgeQueueRecords", ofQueue(one, entries(first, "")))
		second := w.receive(two)
		if names(second) != "a" || second["a"].RecordId != first["a"].RecordId || second["a"].ReceiptHandle == first["a"].ReceiptHandle {
			t.Errorf("one got %+v, two %+v", first, second)
		}
		if at := w.iterator(shard0, types.ShardIteratorTypeTrimHorizon); at == "" {
			t.Error("the stream cannot be read")
		}
		w.wantFailed("another queue's handle", told[receipts](w, "AcknowledgeQueueRecords", ofQueue(one, entries(second, ""))), "InvalidArgumentException")
	})
}

// Broken by: a page that begins with the last of the page before; a filter that is not applied.
func TestQueuesAreListedInPages(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		w.emu.OnDemand("clicks")
		clicks := strings.Replace(someARN, "orders", "clicks", 1)
		for _, name := range []string{"c", "a", "b"} {
			w.queue(name, "")
		}
		w.queueOf("d", `{"StreamARN":"`+clicks+`"}`, "")
		type page struct {
			QueueSummaries []struct {
				QueueName, QueueARN, QueueStatus string
				Streams                          []struct{ StreamARN string }
			}
			NextToken string
		}
		list := func(request string) (names, next string) {
			p := told[page](w, "ListQueues", request)
			for _, q := range p.QueueSummaries {
				names += q.QueueName
			}
			return names, p.NextToken
		}
		first, next := list(`{"MaxResults":3}`)
		second, end := list(`{"MaxResults":3,"NextToken":"` + next + `"}`)
		if first != "abc" || second != "d" || end != "" {
			t.Errorf("pages %q and %q, then %q", first, second, end)
		}
		if only, _ := list(`{"StreamFilter":[{"StreamARN":"` + clicks + `"}]}`); only != "d" {
			t.Errorf("of clicks: %q", only)
		}
		if none, _ := list(`{"StreamFilter":[{"StreamARN":"` + clicks + `","StreamCreationTimestamp":5}]}`); none != "" {
			t.Errorf("of another incarnation: %q", none)
		}
		time.Sleep(5*time.Minute + time.Second)
		if exception, _ := w.ask("ListQueues", `{"NextToken":"`+next+`"}`); exception != "ExpiredNextTokenException" {
			t.Errorf("an old token: %s", exception)
		}
	})
}

// Broken by: a count of consumers that includes queues; a deletion that takes the queues along.
func TestAStreamWithQueuesStaysAndStaysOnDemand(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		summary := told[struct {
			StreamDescriptionSummary struct{ QueueCount, ConsumerCount int }
		}](w, "DescribeStreamSummary", `{`+ofSome+`}`).StreamDescriptionSummary
		if summary.QueueCount != 1 || summary.ConsumerCount != 0 {
			t.Errorf("summary %+v", summary)
		}
		_, err := w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders"), EnforceConsumerDeletion: new(true)})
		w.wantRefusal("deleting the stream", err, "ResourceInUseException", "1 queues")
		toProvisioned := &kinesis.UpdateStreamModeInput{StreamARN: new(someARN), StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeProvisioned}}
		_, err = w.api.UpdateStreamMode(t.Context(), toProvisioned)
		w.wantRefusal("changing its mode", err, "ResourceInUseException", "1 queues")
		told[any](w, "DeleteQueue", ofQueue(arn))
		if _, err := w.api.UpdateStreamMode(t.Context(), toProvisioned); err != nil {
			t.Error(err)
		}
		if _, err := w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders")}); err != nil {
			t.Error(err)
		}
	})
}

// Broken by: an ARN of a queue that is taken for a stream's.
func TestAQueueHasTagsAndAPolicy(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", `,"Tags":{"team":"billing"}`)
		if _, err := w.api.TagResource(t.Context(), &kinesis.TagResourceInput{ResourceARN: &arn, Tags: map[string]string{"tier": "1"}}); err != nil {
			t.Fatal(err)
		}
		got := must[*kinesis.ListTagsForResourceOutput](w)(w.api.ListTagsForResource(t.Context(), &kinesis.ListTagsForResourceInput{ResourceARN: &arn}))
		tags := map[string]string{}
		for _, tag := range got.Tags {
			tags[*tag.Key] = *tag.Value
		}
		if !maps.Equal(tags, map[string]string{"team": "billing", "tier": "1"}) {
			t.Errorf("tags %v", tags)
		}
		policy := `{"Version":"2012-10-17","Statement":[]}`
		if _, err := w.api.PutResourcePolicy(t.Context(), &kinesis.PutResourcePolicyInput{ResourceARN: &arn, Policy: &policy}); err != nil {
			t.Fatal(err)
		}
		kept := must[*kinesis.GetResourcePolicyOutput](w)(w.api.GetResourcePolicy(t.Context(), &kinesis.GetResourcePolicyInput{ResourceARN: &arn}))
		if *kept.Policy != policy {
			t.Errorf("policy %s", *kept.Policy)
		}
	})
}

// Broken by: a name that is unique per stream only.
func TestAQueuesNameIsTheAccountsInTheRegion(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		w.emu.OnDemand("clicks")
		arn := w.queue("work", "")
		onClicks := `{"QueueName":"work","StreamConfigurationList":[{"StreamARN":"` + strings.Replace(someARN, "orders", "clicks", 1) + `"}]}`
		if exception, _ := w.ask("CreateQueue", onClicks); exception != "ResourceInUseException" {
			t.Errorf("the name again: %s", exception)
		}
		told[any](w, "DeleteQueue", ofQueue(arn))
		again := told[struct{ QueueDescription queueDescription }](w, "CreateQueue", onClicks).QueueDescription.QueueARN
		if slices.Contains([]string{arn, ""}, again) {
			t.Errorf("ARN %s again", again)
		}
	})
}
