package fanout

// Subscriptions that go well.

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: an event that is taken for the first message; a place that is not told to the service.
func TestRecordsComeAsTheyArePut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		data, all := numbers(50)
		for _, d := range data {
			w.orders.Put("k", d)
		}
		s := w.begin(fromHorizon)
		e := w.want(s)
		if got := said(e); got != all {
			t.Fatalf("got %q, want %q", got, all)
		}
		if e.page.Behind != 0 || e.page.Next == "" || e.page.Records != 50 {
			t.Errorf("with them came %+v", e.page)
		}
		if r := e.records[1]; r.PartitionKey != "k" || !e.records[0].Position.Before(r.Position) || time.Since(r.Arrived) > time.Minute {
			t.Errorf("a record is %+v", r)
		}
		if want := 50 + 50 + 40; e.payload != want { // keys, and digits
			t.Errorf("payload = %d, want %d", e.payload, want)
		}
		w.orders.Put("k", "more")
		if got := said(w.want(s)); got != "more" {
			t.Errorf("pushed: %q", got)
		}
	})
}

// Broken by: a continuation number that is dropped where an event has no records.
func TestASubscriptionGoesOnWhereTheLastOneStood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		at := place{kind: types.ShardIteratorTypeLatest}
		for i := range 5 {
			s := w.begin(at)
			e := w.want(s)
			if got, want := said(e), []string{"", "0", "", "2", ""}[i]; got != want {
				t.Errorf("subscription %d begins with %q, want %q", i, got, want)
			}
			s.close()
			at = behind(e.page.Next)
			if i%2 == 0 {
				w.orders.Put("k", fmt.Sprint(i))
			}
			time.Sleep(6 * time.Second)
		}
	})
}

// Broken by: an event without records that keeps its memory, or is not one.
func TestAnIdleShardIsHeardOfEveryFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		taken := 0
		w.memory = func() *memory { taken++; return new(memory) }
		s := w.begin(fromHorizon)
		w.want(s)
		for range 10 {
			if e := w.want(s); e.waited != 5*time.Second || len(e.records) != 0 || e.memory != nil {
				t.Errorf("an idle shard: %+v", e)
			}
		}
		if taken != 1 {
			t.Errorf("memory was taken %d times, want once", taken)
		}
		w.orders.Put("k", "d")
		if e := w.want(s); said(e) != "d" || e.memory == nil || len(e.memory.records) != 1 {
			t.Errorf("with a record: %+v", e)
		}
	})
}

// Broken by: an end that is taken for a failure; children that are not there.
func TestTheLastEventNamesTheChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		s := w.begin(fromHorizon)
		w.want(s)
		w.orders.Put("k", "last")
		lower, upper := w.orders.Split(shard0)
		e := w.want(s)
		var last strings.Builder
		last.WriteString(said(e))
		for e.page.Next != "" { // the record and the end come together, or one by one
			e = w.want(s)
			last.WriteString(said(e))
		}
		if c := e.page.Children; last.String() != "last" || len(c) != 2 || c[0].ID != lower || c[1].ID != upper || len(c[0].Parents) != 1 {
			t.Errorf("the last event: %+v after %q, want children %s and %s", e.page, last.String(), lower, upper)
		}
		w.wantEnd(s, ended)
	})
}

// Broken by: the time at which the event came; a wait that is too short to mean anything.
func TestWhatAnEventCoversIsByTheServicesClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		off := 90 * time.Minute // the service's clock before ours
		w.http.next = dated{w.http.next, time.Now().Add(off)}
		began := time.Now()
		s := w.begin(fromHorizon)
		first := w.want(s)
		if got := first.asked.Sub(began); got > off || got < off-2*time.Second {
			t.Errorf("the first event covers what came until %v after the call, want %v", got, off)
		}
		time.Sleep(500 * time.Millisecond)
		w.orders.Put("k", "d")
		if e := w.want(s); !e.asked.Equal(first.asked) {
			t.Errorf("an event that may have been on its way covers more than the one before: %v after it", e.asked.Sub(first.asked))
		}
		w.want(s)
		w.want(s)
		waiting := time.Now()
		idle := w.want(s)
		if got := idle.asked.Sub(waiting); idle.waited < time.Second || got > off || got < off-2*time.Second {
			t.Errorf("after %v of waiting, an event covers what came until %v after the wait began, want %v", idle.waited, got, off)
		}
		w.orders.Put("k", "d")
		if e := w.want(s); e.asked.Before(idle.asked) {
			t.Errorf("an event covers less than the one before")
		}
	})
}

// Broken by: the SDK's decoder, which the subscriptions of a client share (with -race).
func TestSubscriptionsOfOneClientDoNotDisturbEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		data, all := numbers(100)
		var wg sync.WaitGroup
		for _, name := range []string{"one", "two", "three"} {
			arn := w.register(name)
			wg.Go(func() {
				s, err := w.subscribe(t.Context(), arn, shard0, fromHorizon)
				if err != nil {
					t.Error(err)
					return
				}
				defer s.close()
				for got := ""; got != all; {
					e, err := s.next(t.Context(), plenty)
					if err != nil {
						t.Error(err)
						return
					}
					if len(e.records) > 0 && got != "" {
						got += " "
					}
					got += said(e)
				}
			})
		}
		for _, d := range data {
			w.orders.Put("k", d)
		}
		wg.Wait()
	})
}

// Broken by: calls that the SDK tries again.
func TestARefusedCallIsMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		refused := w.emu.Fail("SubscribeToShard", emulator.InternalFailure)
		if _, err := w.subscribe(t.Context(), w.arn, shard0, fromHorizon); endingOf(err) != broken {
			t.Errorf("got %v", err)
		}
		if n := refused.Count(); n != 1 {
			t.Errorf("%d calls, want 1", n)
		}
	})
}
