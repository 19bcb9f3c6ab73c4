package emulator_test

// Subscriptions while they run: when events come, what is in them, and where they begin.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: an append that wakes nobody.
func TestRecordsArePushedTheInstantTheyArrive(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		orders.Put("k", "before")
		sub := w.subscribe(w.consumer("billing"), shard0, fromLatest)
		if first := sub.event(); len(first.Records) != 0 || first.ContinuationSequenceNumber == nil || *first.MillisBehindLatest != 0 {
			t.Errorf("the first event is %+v", first)
		}
		for i := range 20 {
			time.Sleep(time.Duration(i) * 173 * time.Millisecond)
			put := time.Now()
			_, number := orders.Put("k", fmt.Sprint(i))
			event := sub.event()
			if said(event) != fmt.Sprint(i) || time.Since(put) != 0 {
				t.Fatalf("%q came after %v, want %d at once", said(event), time.Since(put), i)
			}
			r := event.Records[0]
			if *r.SequenceNumber != number || *event.ContinuationSequenceNumber != number || *r.PartitionKey != "k" || !r.ApproximateArrivalTimestamp.Equal(put.Truncate(time.Millisecond)) || r.EncryptionType != "NONE" {
				t.Errorf("record %+v with %s, put as %s", r, *event.ContinuationSequenceNumber, number)
			}
		}
	})
}

// Broken by: a heart-beat every six seconds.
func TestAnEventComesEveryFiveSecondsAtLeast(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 2)
		sub := w.subscribe(w.consumer("billing"), shard0, fromLatest)
		first := sub.event()
		for i := range 3 {
			if i == 1 { // another shard's records are none of ours
				orders.PutTo(shard1, "k", "elsewhere")
			}
			start := time.Now()
			event := sub.event()
			if wait := time.Since(start); wait != 5*time.Second || len(event.Records) != 0 || *event.ContinuationSequenceNumber != *first.ContinuationSequenceNumber {
				t.Errorf("after %v: %+v", wait, event)
			}
		}
		time.Sleep(3 * time.Second)
		orders.PutTo(shard0, "k", "d")
		sub.event()
		if wait := took(func() { sub.event() }); wait != 5*time.Second {
			t.Errorf("the next event came %v after one with records", wait)
		}
	})
}

// Broken by: AT_TIMESTAMP that is resolved as TRIM_HORIZON; AFTER that is AT.
func TestASubscriptionBeginsWhereItSays(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		var numbers []string
		begin := time.Now()
		for i := range 4 {
			_, number := orders.Put("k", fmt.Sprint(i))
			numbers = append(numbers, number)
			time.Sleep(time.Second)
		}
		shard := orders.Shard(shard0)
		for i, c := range []struct {
			what string
			from types.StartingPosition
			want string
		}{
			{"trim horizon", *fromHorizon, "0 1 2 3"},
			{"latest", *fromLatest, ""},
			{"at number 1", types.StartingPosition{Type: "AT_SEQUENCE_NUMBER", SequenceNumber: &numbers[1]}, "1 2 3"},
			{"after number 1", *after(&numbers[1]), "2 3"},
			{"after the newest", *after(&numbers[3]), ""},
			{"the shard's first", types.StartingPosition{Type: "AT_SEQUENCE_NUMBER", SequenceNumber: shard.SequenceNumberRange.StartingSequenceNumber}, "0 1 2 3"},
			{"at a time", types.StartingPosition{Type: "AT_TIMESTAMP", Timestamp: new(begin.Add(1500 * time.Millisecond))}, "2 3"},
			{"at a record's time", types.StartingPosition{Type: "AT_TIMESTAMP", Timestamp: new(begin.Add(time.Second))}, "1 2 3"},
		} {
			sub := w.subscribe(w.consumer(fmt.Sprint("c", i)), shard0, &c.from)
			event := sub.event()
			if said(event) != c.want {
				t.Errorf("%s: %q, want %q", c.what, said(event), c.want)
			}
			// Whatever was sent, the number leads to what follows.
			if err := sub.stream.Close(); err != nil {
				t.Error(err)
			}
			again := w.subscribe(w.consumer(fmt.Sprint("again", i)), shard0, after(event.ContinuationSequenceNumber))
			if said(again.event()) != "" {
				t.Errorf("%s: the number leads to what was sent", c.what)
			}
			if err := again.stream.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// Broken by: a check that is left out; DryRun that subscribes.
func TestASubscriptionIsRefusedWithReason(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Creating, w.emu.Deleting = 2*time.Second, 2*time.Second
		orders := w.emu.Stream("orders", 2)
		_, number := orders.Put("k", "d")
		shard, _ := orders.Put("k", "d")
		other := map[string]string{shard0: shard1, shard1: shard0}[shard]
		arn := w.consumer("billing")
		_, err := w.trySubscribe(arn, shard, fromHorizon)
		w.wantRefusal("a consumer that is CREATING", err, "ResourceInUseException", "billing with creation timestamp")
		time.Sleep(2 * time.Second)
		for _, c := range []struct {
			what, arn, shard string
			from             types.StartingPosition
			exception, part  string
		}{
			{"no such consumer", ordersARN + "/consumer/shipping:1", shard, *fromHorizon, "ResourceNotFoundException", "shipping"},
			{"no such stream", ordersARN + "2/consumer/billing:1", shard, *fromHorizon, "ResourceNotFoundException", "Stream orders2 under account"},
			{"no ARN of a consumer", ordersARN, shard, *fromHorizon, "ValidationException", "consumerARN"},
			{"no such shard", arn, "shardId-000000000009", *fromHorizon, "ResourceNotFoundException", "shardId-000000000009"},
			{"no such type", arn, shard, types.StartingPosition{Type: "SOMEWHERE"}, "ValidationException", "startingPosition.type"},
			{"no number", arn, shard, types.StartingPosition{Type: "AT_SEQUENCE_NUMBER"}, "InvalidArgumentException", "no StartingSequenceNumber"},
			{"a number too many", arn, shard, types.StartingPosition{Type: "LATEST", SequenceNumber: &number}, "InvalidArgumentException", "LATEST"},
			{"no timestamp", arn, shard, types.StartingPosition{Type: "AT_TIMESTAMP"}, "InvalidArgumentException", "AT_TIMESTAMP"},
			{"the future", arn, shard, types.StartingPosition{Type: "AT_TIMESTAMP", Timestamp: new(time.Now().Add(time.Minute))}, "InvalidArgumentException", "cannot be greater"},
			{"no sequence number", arn, shard, *after(new("12")), "InvalidArgumentException", "SubscribeToShard"},
			{"another shard's number", arn, other, *after(&number), "InvalidArgumentException", "encodes " + shard},
		} {
			_, err := w.trySubscribe(c.arn, c.shard, &c.from)
			w.wantRefusal(c.what, err, c.exception, c.part)
		}
		for _, document := range []string{`{}`, fmt.Sprintf(`{"ConsumerARN":%q,"ShardId":%q}`, arn, shard), fmt.Sprintf(`{"ConsumerARN":%q,"ShardId":%q,"StartingPosition":{}}`, arn, shard)} {
			if exception, message, _ := w.raw("SubscribeToShard", document); exception != "ValidationException" {
				t.Errorf("%s: %s: %s", document, exception, message)
			}
		}
		for range 2 { // it does not count as a call that the next would have to wait for
			_, err = w.trySubscribe(arn, shard, fromHorizon, func(in *kinesis.SubscribeToShardInput) { in.DryRun = new(true) })
			w.wantRefusal("a rehearsal", err, "DryRunOperationException", "DryRun")
		}
		w.subscribe(arn, shard, fromHorizon).event()
		must[*kinesis.DeregisterStreamConsumerOutput](w)(w.api.DeregisterStreamConsumer(t.Context(), &kinesis.DeregisterStreamConsumerInput{ConsumerARN: &arn}))
		_, err = w.trySubscribe(arn, shard, fromHorizon)
		w.wantRefusal("a consumer that is DELETING", err, "ResourceInUseException", "not in ACTIVE")
		late := w.consumer("late")
		must[*kinesis.DeleteStreamOutput](w)(w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders"), EnforceConsumerDeletion: new(true)}))
		_, err = w.trySubscribe(late, shard, fromHorizon)
		w.wantRefusal("a stream that is DELETING", err, "ResourceNotFoundException", "Stream orders under account")
	})
}

// Broken by: 0 in any case; the age of the newest record.
func TestAnEventTellsTheAgeOfTheRecordAfterIt(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Off
		orders := w.emu.Stream("orders", 1)
		large := strings.Repeat("x", 700<<10)
		for range 3 { // each an event of its own
			orders.Put("k", large)
			time.Sleep(time.Second)
		}
		sub := w.subscribe(w.consumer("billing"), shard0, fromHorizon)
		for _, want := range []int64{2000, 1000, 0} {
			if event := sub.event(); len(event.Records) != 1 || *event.MillisBehindLatest != want {
				t.Errorf("%d records, %d ms behind, want 1 and %d", len(event.Records), *event.MillisBehindLatest, want)
			}
		}
	})
}

// Broken by: a place behind the horizon; a horizon that moves only when something is put.
func TestASlowSubscriptionLosesWhatRetentionPasses(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Off
		orders := w.emu.Stream("orders", 1)
		for range 10 {
			orders.Put("k", strings.Repeat("x", 700<<10)) // each an event of its own
		}
		time.Sleep(day - time.Minute)
		sub := w.subscribe(w.consumer("billing"), shard0, fromHorizon)
		time.Sleep(2 * time.Minute) // nothing is taken while the horizon moves on
		first := sub.event()
		old := 1
		for event := sub.event(); len(event.Records) > 0; event = sub.event() {
			old += len(event.Records)
		}
		if old > 3 {
			t.Errorf("%d old records were on their way, want the few that the connection holds", old)
		}
		orders.Put("k", "new")
		if event := sub.event(); said(event) != "new" {
			t.Errorf("then comes %.9q", said(event))
		}
		again := w.subscribe(w.consumer("again"), shard0, after(first.ContinuationSequenceNumber))
		if event := again.event(); said(event) != "new" {
			t.Errorf("after what is gone comes %.9q", said(event))
		}
	})
}
