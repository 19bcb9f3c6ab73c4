package worker_test

// What stands between a worker and enhanced fan-out, and what it does meanwhile: it reads where it may
// choose, waits where it may not, and says why.

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// says waits until Status of a worker's shards gives a reason with these words.
func (f *fleet) says(m *member, within time.Duration, words ...string) {
	f.Helper()
	var last string
	deadline := time.Now().Add(within)
	for {
		for _, s := range m.Status().Shards {
			last = s.RetrievalWhy
			if s.Here && containsAll(last, words) {
				return
			}
		}
		if time.Now().After(deadline) {
			f.Errorf("%s says %q, want %q in it", m.ID, last, words)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func containsAll(s string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(s, word) {
			return false
		}
	}
	return true
}

// problem waits until Status of a worker names a problem with these words, or, without words, none.
func (f *fleet) problem(m *member, within time.Duration, words ...string) {
	f.Helper()
	var last []string
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		last = m.Status().Problems
		if len(words) == 0 && len(last) == 0 {
			return
		}
		for _, p := range last {
			if len(words) > 0 && containsAll(p, words) {
				return
			}
		}
	}
	f.Errorf("%s names the problems %q, want one with %q", m.ID, last, words)
}

// Twenty other consumers: there is no place. Automatic polls and returns when there is one.
// Broken by: an automatic mode that waits for the consumer; one that never looks again.
func TestWithoutAPlaceAmongTheConsumersAutomaticPollsAndReturns(t *testing.T) {
	playOn(t, 2, func(emu *emulatortest.Emulator) { emu.Limits = emulator.Strict }, func(f *fleet) {
		for i := range 20 {
			f.register(fmt.Sprint("other-", i))
		}
		a := f.join("a", automatic)
		f.put(100)
		f.all(a, 2, worker.Polling, time.Minute)
		f.says(a, time.Minute, "polls until fan-out can be had", "as many consumers as it may have")
		f.problem(a, time.Second) // none: it reads, as it was allowed to
		if n := len(eventsOf[fanout.ConsumerUnavailable](a)); n == 0 {
			f.Error("no event says that the consumer cannot be had")
		}
		f.allProcessed(time.Minute)
		f.deregister("other-0")
		f.all(a, 2, worker.FanOut, 10*time.Minute)
		f.put(100)
		f.allProcessed(time.Minute)
		if changes := eventsOf[fanout.RetrievalChanged](a); len(changes) != 2 || changes[0].To != worker.FanOut || changes[0].Why == "" {
			f.Errorf("events of a change: %v, want one to fan-out with its reason for each of two shards", changes)
		}
	})
}

// Who insists waits for the place, and says so to a person: nothing is read.
func TestWithoutAPlaceAmongTheConsumersFanOutWaitsAndNamesTheProblem(t *testing.T) {
	playOn(t, 2, func(emu *emulatortest.Emulator) { emu.Limits = emulator.Strict }, func(f *fleet) {
		for i := range 20 {
			f.register(fmt.Sprint("other-", i))
		}
		a := f.join("a", byFanOut)
		f.put(20)
		f.says(a, time.Minute, "waits for fan-out", "as many consumers as it may have")
		f.problem(a, time.Minute, "fan-out", "cannot be had", "deregister one that nobody uses")
		time.Sleep(time.Minute)
		if a.Status().Ready {
			f.Error("a is ready though it can read nothing")
		}
		s := shardOf(a.Status(), shard0)
		if s.Code != worker.Unreachable || !containsAll(s.Why, []string{"enhanced fan-out", "as many consumers as it may have"}) {
			f.Errorf("Status of the shard: %s, %q; want unreachable, since the consumer cannot be had", s.Code, s.Why)
		}
		if s.Behind < time.Minute {
			f.Errorf("the shard is %v behind, want what has grown since the start", s.Behind)
		}
		if err := a.SetRetrieval(worker.Automatic); err != nil {
			f.Error(err)
		}
		f.allProcessed(10 * time.Second)
		f.problem(a, time.Second)
	})
}

// Each of them in automatic mode: the records come, and a person is told what is missing.
// Broken by: any of them that ends reading, or that is tried for ever without polling.
func TestWhereFanOutCannotBeHadAutomaticPolls(t *testing.T) {
	for _, c := range []struct {
		operation string
		fault     emulator.Fault
		why       []string
	}{
		{"RegisterStreamConsumer", emulator.AccessDenied, []string{"a right is missing"}},
		{"DescribeStreamConsumer", emulator.AccessDenied, []string{"a right is missing"}},
		{"SubscribeToShard", emulator.AccessDenied, []string{"fell back", "the right to subscribe is missing"}},
		{"SubscribeToShard", emulator.LimitExceeded, []string{"fell back", "the service limits subscriptions"}},
		{"DescribeStreamConsumer", unknownOperation, []string{"no enhanced fan-out"}},
		{"SubscribeToShard", unknownOperation, []string{"no enhanced fan-out"}},
		{"SubscribeToShard", emulator.InternalFailure, []string{"fell back"}},
		{"SubscribeToShard", emulator.ResourceInUse, []string{"fell back", "another subscription"}},
	} {
		play(t, 2, func(f *fleet) {
			fault := f.emu.Fail(c.operation, c.fault)
			a := f.join("a", automatic)
			f.put(100)
			f.says(a, time.Minute, c.why...)
			f.allProcessed(2 * time.Minute)
			fault.Remove()
			f.all(a, 2, worker.FanOut, 25*time.Minute)
			f.put(50)
			f.allProcessed(time.Minute)
			if n := f.ledger.duplicates(); n > 0 {
				f.Errorf("%d records were processed twice, want 0", n)
			}
			if f.Failed() {
				f.Logf("%s answered %s", c.operation, c.fault)
			}
		})
	}
}

// The statement names the consumer: a policy on the stream does not allow a subscription.
// Broken by: the stream's ARN in the statement.
func TestADeniedSubscriptionNamesTheRightOnTheConsumer(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.emu.Fail("SubscribeToShard", emulator.AccessDenied)
		a := f.join("a", byFanOut)
		f.put(10)
		f.problem(a, time.Minute, `"Action": ["kinesis:SubscribeToShard"]`, f.arn()+`/consumer/billing:*"`)
		failed := eventsOf[fanout.SubscriptionFailed](a)
		if len(failed) == 0 || !containsAll(failed[0].Err.Error(), []string{`"Action": ["kinesis:SubscribeToShard"]`, f.arn() + `/consumer/billing:*"`}) {
			f.Errorf("events: %v, want one with the statement that is missing", failed)
		}
		if !failed[0].FallsBack {
			f.Errorf("the event does not say that automatic mode would poll")
		}
		if err := a.SetRetrieval(worker.Polling); err != nil {
			f.Error(err)
		}
		f.allProcessed(time.Minute)
	})
}

// The consumer and the stream are another account's. The right to subscribe is all that is granted.
// Broken by: a look at a consumer that was given by ARN.
func TestAConsumerOfAnotherAccountIsNeitherLookedAtNorRegistered(t *testing.T) {
	play(t, 2, func(f *fleet) {
		arn := f.register("shared")
		for _, operation := range []string{"DescribeStreamConsumer", "RegisterStreamConsumer", "DeregisterStreamConsumer"} {
			f.emu.Hook(operation, func(_ context.Context, c *emulator.Call) {
				f.Errorf("%s was called", c.Operation)
			})
		}
		f.join("a", byFanOut, func(m *member) {
			m.AWS, m.Stream, m.Consumer = m.plug.ConfigFor("222222222222"), f.arn(), arn
		})
		polled := f.counts("GetRecords")
		f.put(50)
		f.allProcessed(time.Minute)
		if n := polled.Count(); n > 0 {
			f.Errorf("%d polls, want none", n)
		}
	})
}

// Somebody removes the consumer: it is registered anew, and nothing is lost.
// Broken by: Verify that looks nowhere.
func TestAConsumerThatWasRemovedIsRegisteredAnew(t *testing.T) {
	for _, how := range []func(*member){byFanOut, automatic} {
		playOn(t, 2, slowStates, func(f *fleet) {
			a, b := f.join("a", how), f.join("b", how)
			f.put(100)
			f.all(a, 1, worker.FanOut, time.Minute)
			f.all(b, 1, worker.FanOut, time.Minute)
			f.put(100)
			f.deregister("billing")
			f.put(400)
			f.all(a, 1, worker.FanOut, time.Minute)
			f.all(b, 1, worker.FanOut, time.Minute)
			f.allProcessed(time.Minute)
			if n := len(eventsOf[fanout.ConsumerRegistered](a)) + len(eventsOf[fanout.ConsumerRegistered](b)); n != 2 {
				f.Errorf("the consumer was registered %d times, want at the start and after it was removed", n)
			}
			if n := f.ledger.duplicates(); n > 0 {
				f.Errorf("%d records were processed twice, want 0", n)
			}
		})
	}
}

// Two applications with one consumer take each other's subscriptions. Both are told.
// Broken by: a count of takeovers that events make forgotten.
func TestTwoApplicationsWithOneConsumerAreToldSo(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a", byFanOut)
		f.all(a, 1, worker.FanOut, time.Minute)
		other := &worker.Worker{
			Application: "shipping", Consumer: "billing", Stream: "orders", AWS: f.emu.Config(), Retrieval: worker.FanOut,
			Processor: processor.Each(func(context.Context, *processor.Record) error { return nil }),
		}
		ctx, stop := context.WithCancel(context.WithoutCancel(f.Context()))
		done := make(chan error)
		go func() { done <- other.Run(ctx) }()
		f.put(200)
		f.problem(a, 5*time.Minute, "consumer", "another application")
		stop()
		if err := <-done; err != nil {
			f.Error(err)
		}
		f.put(100)
		f.allProcessed(time.Minute)
		f.problem(a, 10*time.Minute)
	})
}

// Ten workers find no consumer, and the account admits five registrations a second.
// Broken by: a registration that is tried again without a look whether another worker made it.
func TestAFleetThatStartsTogetherSharesOneRegistration(t *testing.T) {
	const workers, shards = 10, 40
	playOn(t, shards, func(emu *emulatortest.Emulator) {
		slowStates(emu)
		emu.Limits = emulator.Strict
	}, func(f *fleet) {
		registered, subscribed := f.counts("RegisterStreamConsumer"), f.counts("SubscribeToShard")
		for i := range workers {
			f.join(fmt.Sprint("w", i), byFanOut)
		}
		f.put(400)
		f.settles(shards, time.Minute)
		f.put(100)
		f.allProcessed(20 * time.Second)
		tried, limited, made := registered.Count(), 0, 0
		for _, m := range f.alive {
			made += len(eventsOf[fanout.ConsumerRegistered](m))
			for _, e := range eventsOf[fanout.SubscriptionFailed](m) {
				if e.Reason == "limited" {
					limited++
				}
			}
		}
		if made != 1 || tried > 2*workers {
			f.Errorf("the consumer was registered %d times by %d calls, want once, by two calls a worker at most", made, tried)
		}
		// The rate is one a second and shard, whoever asks: shards that move as the fleet starts meet it.
		if all := subscribed.Count(); 2*limited > all {
			f.Errorf("%d of %d subscriptions were refused for their rate, want less than half", limited, all)
		}
	})
}
