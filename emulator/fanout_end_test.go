package emulator_test

// How subscriptions end, and what comes after.

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: five minutes from the first event; an end with an exception.
func TestASubscriptionEndsAfterFiveMinutes(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		arn := w.consumer("billing")
		orders.Put("k", "1")
		sub := w.subscribe(arn, shard0, fromHorizon)
		var got string
		var goOn *string
		wait := took(func() {
			var err error
			if got, goOn, _, err = sub.end(); err != nil {
				t.Error(err)
			}
		})
		if wait != 5*time.Minute || got != "1" {
			t.Errorf("read %q in %v, want 1 in 5 minutes", got, wait)
		}
		orders.Put("k", "2")
		if event := w.subscribe(arn, shard0, after(goOn)).event(); said(event) != "2" {
			t.Errorf("the next subscription begins with %q", said(event))
		}
	})
}

// Broken by: four seconds; a rule that forgets a subscription once its client has left.
func TestASubscriptionIsRefusedWithinFiveSecondsOfTheLast(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 2)
		billing, shipping := w.consumer("billing"), w.consumer("shipping")
		sub := w.subscribe(billing, shard0, fromHorizon)
		w.subscribe(billing, shard1, fromHorizon)
		w.subscribe(shipping, shard0, fromHorizon)
		if err := sub.stream.Close(); err != nil {
			t.Error(err)
		}
		for _, wait := range []time.Duration{0, time.Second, 4*time.Second - time.Millisecond} {
			time.Sleep(wait)
			_, err := w.trySubscribe(billing, shard0, fromHorizon)
			w.wantRefusal("too soon", err, "ResourceInUseException", "Another active subscription exists for this consumer: 000000000000:orders:"+shard0+":billing")
		}
		time.Sleep(time.Millisecond)
		w.subscribe(billing, shard0, fromHorizon).event()
	})
}

// Broken by: an old subscription that goes on; a new one that is refused while the old one runs.
func TestASecondSubscriptionTakesOver(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		arn := w.consumer("billing")
		first := w.subscribe(arn, shard0, fromHorizon)
		first.event()
		time.Sleep(5 * time.Second)
		second := w.subscribe(arn, shard0, fromHorizon)
		second.event()
		if wait := took(func() { first.wantEnd("the first", "ResourceInUseException", "Another active subscription") }); wait != 0 {
			t.Errorf("the first ended after %v", wait)
		}
		orders.Put("k", "d")
		if event := second.event(); said(event) != "d" {
			t.Errorf("the second was sent %q", said(event))
		}
		if err := first.stream.Close(); err == nil {
			t.Error("the first knows of no exception")
		}
		time.Sleep(4 * time.Second)
		if event := second.event(); event.ContinuationSequenceNumber == nil {
			t.Error("the first's leaving ended the second")
		}
	})
}

// Broken by: an end without children; a change to come that wakes nobody, or that nobody waits for.
func TestASubscriptionEndsWithItsShardAndNamesTheChildren(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Updating = 3 * time.Second
		orders := w.emu.Stream("orders", 1)
		arn := w.consumer("billing")
		sub := w.subscribe(arn, shard0, fromHorizon)
		sub.event()
		time.Sleep(1100 * time.Millisecond)
		orders.Put("k", "last")
		last := sub.event()
		time.Sleep(time.Second)
		split := must[*kinesis.SplitShardOutput](w)
		split(w.api.SplitShard(t.Context(), &kinesis.SplitShardInput{StreamName: new("orders"), ShardToSplit: new(shard0), NewStartingHashKey: new("170141183460469231731687303715884105728")}))
		wait := took(func() {
			got, goOn, children, err := sub.end()
			if got != "" || goOn != nil || err != nil || len(children) != 2 || *children[0].ShardId != shard1 || *children[1].ShardId != shard2 {
				t.Errorf("the end: %q, %v, children %+v, %v", got, goOn, children, err)
			}
			for _, c := range children {
				if !slices.Equal(c.ParentShards, []string{shard0}) || c.HashKeyRange == nil {
					t.Errorf("child %+v", c)
				}
			}
		})
		if said(last) != "last" || wait != 3*time.Second {
			t.Errorf("after %q the shard ended %v after the call, want 3 s", said(last), wait)
		}
		// Both parents of a merge name the child, each with both parents.
		child := orders.Merge(shard1, shard2)
		for _, parent := range []string{shard1, shard2} {
			_, goOn, children, err := w.subscribe(arn, parent, fromHorizon).end()
			if err != nil || goOn != nil || len(children) != 1 || *children[0].ShardId != child || !slices.Equal(children[0].ParentShards, []string{shard1, shard2}) {
				t.Errorf("the end of %s: %v, %+v, %v", parent, goOn, children, err)
			}
		}
		// A closed shard that is read to its end says so at once, from wherever one begins behind it.
		time.Sleep(5 * time.Second)
		for _, from := range []*types.StartingPosition{fromLatest, after(last.ContinuationSequenceNumber)} {
			if wait := took(func() {
				if _, goOn, children, err := w.subscribe(arn, shard0, from).end(); err != nil || goOn != nil || len(children) != 2 {
					t.Errorf("%+v: %v, %+v, %v", from, goOn, children, err)
				}
			}); wait != 0 {
				t.Errorf("it took %v", wait)
			}
			time.Sleep(5 * time.Second)
		}
	})
}

// Broken by: children that are named as soon as the shard is closed.
func TestAClosedShardIsSentBeforeItsChildrenAreNamed(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		for range 4 { // each an event of its own, and more than a second's worth
			orders.Put("k", strings.Repeat("x", 700<<10))
		}
		orders.Split(shard0)
		got, goOn, children, err := w.subscribe(w.consumer("billing"), shard0, fromHorizon).end()
		if n := strings.Count(got, " ") + 1; n != 4 || goOn != nil || len(children) != 2 || err != nil {
			t.Errorf("%d records, then %v, %+v, %v", n, goOn, children, err)
		}
	})
}

// Broken by: a deletion that wakes nobody; a subscription that goes on in a stream of the same name.
func TestASubscriptionEndsWithItsStreamOrItsConsumer(t *testing.T) {
	for _, deleting := range []time.Duration{0, time.Minute} {
		inBubble(t, func(t *testing.T, w world) {
			w.emu.Deleting = deleting
			orders := w.emu.Stream("orders", 1)
			billing, shipping := w.consumer("billing"), w.consumer("shipping")
			one, two := w.subscribe(billing, shard0, fromHorizon), w.subscribe(shipping, shard0, fromHorizon)
			one.event()
			two.event()
			time.Sleep(time.Second)
			must[*kinesis.DeregisterStreamConsumerOutput](w)(w.api.DeregisterStreamConsumer(t.Context(), &kinesis.DeregisterStreamConsumerInput{ConsumerARN: &billing}))
			if wait := took(func() { one.wantEnd("deregistered", "ResourceNotFoundException", "billing") }); wait != 0 {
				t.Errorf("the deregistered consumer's ended after %v", wait)
			}
			must[*kinesis.DeleteStreamOutput](w)(w.api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders"), EnforceConsumerDeletion: new(true)}))
			if deleting == 0 {
				w.emu.Stream("orders", 1)
				orders.Put("k", "another stream's")
			}
			if wait := took(func() { two.wantEnd("deleted", "ResourceNotFoundException", "Stream orders under account") }); wait != 0 {
				t.Errorf("the deleted stream's ended after %v", wait)
			}
		})
	}
}

// Broken by: a key that is asked for at the beginning only; a refusal before the stream of events.
func TestASubscriptionEndsWithTheExceptionOfItsKey(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		must[*kinesis.StartStreamEncryptionOutput](w)(w.api.StartStreamEncryption(t.Context(), &kinesis.StartStreamEncryptionInput{StreamName: new("orders"), EncryptionType: "KMS", KeyId: new("k1")}))
		arn := w.consumer("billing")
		for state, exception := range map[emulator.KeyState]string{
			emulator.KeyDisabled: "KMSDisabledException", emulator.KeyPendingDeletion: "KMSInvalidStateException",
			emulator.KeyNotFound: "KMSNotFoundException", emulator.KeyAccessDenied: "KMSAccessDeniedException",
			emulator.KeyThrottled: "KMSThrottlingException", emulator.KeyOptInRequired: "KMSOptInRequired",
		} {
			w.emu.Key("k1", emulator.KeyEnabled)
			sub := w.subscribe(arn, shard0, fromLatest)
			sub.event()
			orders.Put("k", "d")
			if event := sub.event(); event.Records[0].EncryptionType != "KMS" {
				t.Errorf("the record is encrypted with %s", event.Records[0].EncryptionType)
			}
			synctest.Wait() // until the subscription waits for its next event
			w.emu.Key("k1", state)
			if wait := took(func() { sub.wantEnd("a key that may not be used", exception, "") }); wait != 5*time.Second {
				t.Errorf("%s ended it after %v, want at the next event", exception, wait)
			}
		}
	})
}
