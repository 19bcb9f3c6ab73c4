package fanout

// Turns of enhanced fan-out: renewal, the end of a shard, who may subscribe, and the switch.

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
)

// calls counts calls of an operation from now on.
func (w *world) calls(operation string) *emulator.Hook {
	return w.Emulator.Observe(operation, func(emulator.Call) {})
}

func TestASubscriptionIsRenewedBeforeTheServiceEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFanOutWorld(t)
		w.Set(FanOut)
		subscriptions, polls := w.calls("SubscribeToShard"), w.calls("GetRecords")
		s := w.open(From{})
		for range 60 * 6 { // an hour
			w.Put(1)
			time.Sleep(10 * time.Second)
			w.page(s)
		}
		w.wants(s, w.put)
		if n := subscriptions.Count(); n < 12 || n > 16 { // Broken by: renewFirst of a minute, or of six.
			t.Errorf("%d subscriptions in an hour, want one for each 4 to 4.75 minutes", n)
		}
		if n := polls.Count(); n > 0 { // Broken by: choose() that polls while the consumer is on its way.
			t.Errorf("%d polls, want none", n)
		}
		if failed := of[SubscriptionFailed](w.said); len(failed) > 0 { // Broken by: next() that does not wait for the one that was asked for.
			t.Errorf("failed: %v", failed)
		}
		for i, e := range of[Subscribed](w.said) {
			if e.Renewal != (i > 0) {
				t.Errorf("subscription %d: renewal = %t", i, e.Renewal)
			}
		}
	})
}

func TestARenewalThatIsRefusedLeavesTheSubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFanOutWorld(t)
		w.Set(FanOut)
		s := w.open(From{})
		time.Sleep(renewFirst - time.Second)
		refused := w.Fail("SubscribeToShard", emulator.InternalFailure) // for as long as the one that runs lives
		for range 50 {
			w.Put(1)
			time.Sleep(time.Second)
			w.page(s) // Broken by: change() that closes the old one without a new one.
		}
		refused.Remove()
		w.wants(s, 50)
		w.Put(1)
		w.wants(s, 50)
		if n := refused.Count(); n < 1 || n > 8 { // Broken by: change() that does not move due.
			t.Errorf("%d tries to renew, want one in ten seconds", n)
		}
	})
}

func TestTheEndOfASubscribedShardNamesItsChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFanOutWorld(t)
		w.Set(FanOut)
		s := w.open(From{})
		w.Put(3)
		w.wants(s, 0)
		lower, upper := w.orders.Split(shard0)
		p := w.page(s)
		for !p.End {
			p = w.page(s)
		}
		if len(p.Children) != 2 || p.Children[0].ID != lower || p.Children[1].ID != upper {
			t.Errorf("children are %+v, want %s and %s", p.Children, lower, upper)
		}
		if p = w.page(s); !p.End || len(p.Records) > 0 {
			t.Errorf("behind the end: %+v", p)
		}
	})
}

// A process that was paused while its lease went must not cut off the next owner's subscription.
func TestNobodySubscribesToAShardThatIsNotItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFanOutWorld(t)
		w.Set(FanOut)
		var live atomic.Bool
		subscriptions := w.calls("SubscribeToShard")
		w.open(From{Live: live.Load})
		time.Sleep(time.Minute)
		if n := subscriptions.Count(); n > 0 { // Broken by: maySubscribe() without live.
			t.Errorf("%d subscriptions", n)
		}
		live.Store(true)
		time.Sleep(2 * lookAgain)
		live.Store(false)
		time.Sleep(time.Hour)
		if n := subscriptions.Count(); n != 1 { // Broken by: renew() without maySubscribe().
			t.Errorf("%d subscriptions, want the one of before", n)
		}
	})
}

func TestPollingThatIsWantedEndsTheSubscriptionAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFanOutWorld(t)
		w.Set(FanOut)
		s := w.open(From{})
		time.Sleep(time.Minute)
		if s.Status().Retrieval != FanOut {
			t.Fatalf("status: %+v", s.Status())
		}
		polls := w.calls("GetRecords")
		w.Set(Polling, shard0)
		time.Sleep(time.Second)                                    // less than until the next heart-beat
		if s.Status().Retrieval != Polling || polls.Count() == 0 { // Broken by: poke() that only signals.
			t.Errorf("a second later: %d polls, status %+v", polls.Count(), s.Status())
		}
		w.Set(FanOut) // all, and this one with them
		time.Sleep(10 * time.Second)
		if s.Status().Retrieval != FanOut {
			t.Errorf("ten seconds later: status %+v", s.Status())
		}
		changes := of[RetrievalChanged](w.said)
		if len(changes) != 2 || changes[0].To != Polling || changes[1].To != FanOut { // Broken by: a first choice that is told as a change.
			t.Errorf("changes: %v", changes)
		}
	})
}

func TestAutomaticPollsWithoutAConsumerAndFollowsWithOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFanOutWorld(t)
		broken := w.Fail("RegisterStreamConsumer", emulator.AccessDenied)
		w.Set(Automatic)
		s := w.open(From{})
		w.Put(1)
		w.wants(s, 0)
		if st := s.Status(); st.Retrieval != Polling || st.RetrievalWhy == "" {
			t.Errorf("without a consumer: %+v", st)
		}
		broken.Remove()
		time.Sleep(15 * time.Minute)
		if st := s.Status(); st.Retrieval != FanOut {
			t.Errorf("with one: %+v", st)
		}
		polls := w.calls("GetRecords")
		w.Put(1)
		w.wants(s, 1)
		if n := polls.Count(); n > 0 {
			t.Errorf("%d polls beside the subscription", n)
		}
	})
}

func TestWithoutAConsumerAllIsPolled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Set(Automatic)
		s := w.open(From{})
		w.Put(2)
		w.wants(s, 0)
	})
}

// What both ways share is the cursor: a subscription goes on behind its continuation number, polling
// behind what came last, by whichever way that came.
func TestACursorGoesOnWhereTheLastAnswerStood(t *testing.T) {
	c, _ := begin(From{}).answered(answer{continuation: "7", records: []processor.Record{{Position: position(t, "5")}}}, 0)
	if got, want := c.place(), (place{kind: types.ShardIteratorTypeAfterSequenceNumber, number: "7"}); got != want {
		t.Errorf("after an event: %+v, want %+v", got, want) // Broken by: answered() that does not note the continuation.
	}
	c, _ = c.answered(answer{continuation: "9"}, 0) // a heart-beat
	if got := c.place(); got.number != "9" {
		t.Errorf("after a heart-beat: %+v, want 9", got)
	}
	refusedNow := c.failed(refused, epoch)
	if got, want := refusedNow.place(), (place{kind: types.ShardIteratorTypeAtSequenceNumber, number: "5"}); got != want {
		t.Errorf("after a refusal: %+v, want %+v", got, want) // Broken by: failed() that keeps the continuation.
	}
	c, _ = c.answered(answer{iterator: "iterator", records: []processor.Record{{Position: position(t, "12")}}}, 0)
	if got := c.place(); got.number != "12" || c.iterator != "iterator" {
		t.Errorf("after a page: %+v, want 12", got) // Broken by: answered() that keeps the continuation of before.
	}
}

func position(t *testing.T, number string) checkpoint.Position {
	t.Helper()
	at, err := checkpoint.At(number, 0)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// The service counts five seconds from the last subscription, whoever ended it.
func TestAChangeToAndFroAsksForNoSubscriptionInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFanOutWorld(t)
		w.Set(FanOut)
		s := w.open(From{})
		for range 10 {
			time.Sleep(2 * time.Second)
			w.Set(Polling)
			time.Sleep(500 * time.Millisecond)
			w.Set(FanOut)
			w.Put(1)
		}
		w.wants(s, 0)
		if failed := of[SubscriptionFailed](w.said); len(failed) > 0 { // Broken by: subscribed() that leaves again.
			t.Errorf("failed: %v", failed)
		}
	})
}
