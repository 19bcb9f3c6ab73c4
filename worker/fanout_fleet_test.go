package worker_test

// Stories of fleets that read by enhanced fan-out: what they cost, and that they go on when workers
// come and go, shards split and merge, and readers of both kinds work side by side.

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/worker"
)

const shard0 = "shardId-000000000000"

// unknownOperation is what an endpoint answers that has no enhanced fan-out.
const unknownOperation emulator.Fault = "400 UnknownOperationException: "

func byFanOut(m *member)  { m.Retrieval = worker.FanOut }
func automatic(m *member) { m.Retrieval = worker.Automatic }

// slowStates has consumers, streams and tables take their time, as the service does.
func slowStates(emu *emulatortest.Emulator) {
	emu.Creating, emu.Deleting = 3*time.Second, 3*time.Second
}

// arn is the stream's.
func (f *fleet) arn() string {
	f.Helper()
	out, err := kinesis.NewFromConfig(f.emu.Backstage()).DescribeStreamSummary(f.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: &f.stream.Name})
	if err != nil {
		f.Fatal(err)
	}
	return *out.StreamDescriptionSummary.StreamARN
}

// register registers a consumer of the stream, behind the workers' backs.
func (f *fleet) register(name string) (arn string) {
	f.Helper()
	api := kinesis.NewFromConfig(f.emu.Backstage())
	out, err := api.RegisterStreamConsumer(f.Context(), &kinesis.RegisterStreamConsumerInput{StreamARN: new(f.arn()), ConsumerName: &name})
	if err != nil {
		f.Fatal(err)
	}
	return *out.Consumer.ConsumerARN
}

func (f *fleet) deregister(name string) {
	f.Helper()
	api := kinesis.NewFromConfig(f.emu.Backstage())
	if _, err := api.DeregisterStreamConsumer(f.Context(), &kinesis.DeregisterStreamConsumerInput{StreamARN: new(f.arn()), ConsumerName: &name}); err != nil {
		f.Fatal(err)
	}
}

// all waits until a worker reads so many shards, all in one way, and waits for none.
func (f *fleet) all(m *member, shards int, by worker.Retrieval, within time.Duration) {
	f.Helper()
	f.until(within, m.ID+" reads all by "+by.String(), func() bool {
		n := 0
		for _, s := range m.Status().Shards {
			if s.Here && s.Retrieval == by.String() && !strings.HasPrefix(s.RetrievalWhy, "waits") {
				n++
			}
		}
		return n == shards
	})
}

func TestAFanOutFleetJoinsAndLeavesWithoutARecordTwice(t *testing.T) {
	playOn(t, 6, slowStates, func(f *fleet) {
		f.join("a", byFanOut)
		f.put(100)
		f.settles(6, time.Second)
		f.join("b", byFanOut)
		f.put(300)
		f.settles(6, time.Minute)
		f.join("c", byFanOut)
		f.put(300)
		f.leave("b")
		f.put(100)
		f.settles(6, time.Minute)
		f.leave("a")
		f.put(100)
		f.allProcessed(time.Minute)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0: nobody crashed", n)
		}
	})
}

// A mixed fleet: positions mean the same to both kinds of readers, so a shard moves between them.
// Broken by: a subscription at LATEST after one that failed.
func TestAMixedFleetReshardsAndCrashesAndLosesNothing(t *testing.T) {
	playOn(t, 2, slowStates, func(f *fleet) {
		f.join("polls")
		f.join("follows", byFanOut)
		f.put(100)
		lower, upper := f.stream.Split(shard0)
		f.put(100)
		f.stream.Merge(lower, upper)
		f.put(10)
		f.emu.BreakSubscriptions()
		f.stream.UpdateShardCount(4)
		f.put(100)
		f.crash("polls")
		f.stream.UpdateShardCount(2)
		f.put(100)
		f.join("either", automatic)
		f.put(400)
		f.crash("follows")
		f.put(400)
		f.settles(2, time.Minute)
		f.allProcessed(time.Minute)
	})
}

// Subscriptions live for five minutes at most. User code is slow and nothing is read ahead, so that events
// wait in the one that is renewed. Broken by: a renewal that begins at LATEST.
func TestUnderLoadRenewalsLoseAndRepeatNothing(t *testing.T) {
	play(t, 2, func(f *fleet) {
		f.takes = 2 * time.Second
		a := f.join("a", byFanOut, func(m *member) { m.ReadAhead = 1 })
		f.all(a, 2, worker.FanOut, time.Minute)
		f.put(20 * 60 * 12) // for twelve minutes
		f.allProcessed(10 * time.Second)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0", n)
		}
		renewals := 0
		for _, e := range eventsOf[fanout.Subscribed](a) {
			if e.Renewal {
				renewals++
			}
		}
		if renewals < 4 || renewals > 6 {
			f.Errorf("%d renewals of two shards, want two or three each", renewals)
		}
		if failed := eventsOf[fanout.SubscriptionFailed](a); len(failed) > 0 {
			f.Errorf("subscriptions failed: %v", failed)
		}
	})
}

// The children are known from the last event, so that they begin at once.
// Broken by: children that an event names and that are not believed.
func TestUnderFanOutAChildBeginsWithinTwoSecondsOfItsParentsEnd(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a", byFanOut)
		f.all(a, 1, worker.FanOut, time.Minute)
		f.put(10)
		f.stream.Split(shard0)
		split := time.Now()
		f.put(1)
		f.allProcessed(time.Minute)
		if took := f.ledger.lastAt.Sub(split); took > 2*time.Second {
			f.Errorf("the first record of a child came %v after the split, want 2 s at most", took)
		}
	})
}

// Idle: one subscription a shard in five minutes, no poll, and nobody asks about the consumer again.
// Broken by: a look at the consumer with each subscription; a poll between two subscriptions.
func TestAnIdleFanOutFleetAsksForNothingButItsSubscriptions(t *testing.T) {
	const shards, minutes = 6, 20
	play(t, shards, func(f *fleet) {
		for _, name := range []string{"a", "b", "c"} {
			f.join(name, byFanOut)
		}
		described, registered := f.counts("DescribeStreamConsumer"), f.counts("RegisterStreamConsumer")
		polled, iterators := f.counts("GetRecords"), f.counts("GetShardIterator")
		f.settles(shards, time.Minute)
		time.Sleep(time.Minute)
		subscribed := f.counts("SubscribeToShard")
		time.Sleep(minutes * time.Minute)
		if n := polled.Count() + iterators.Count(); n > 0 {
			f.Errorf("%d calls of polling, want none", n)
		}
		// Each looks once; the two that did not register it, or not first, once more or twice.
		if n := described.Count(); n < 3 || n > 3*3 {
			f.Errorf("the consumer was described %d times by three workers, want once each, and a little while it comes", n)
		}
		if n := registered.Count(); n > 3 {
			f.Errorf("%d tries to register the consumer, want one, or one of each that began with it", n)
		}
		// A subscription lives for 4 to 4.75 minutes.
		if n, most := subscribed.Count(), shards*minutes/4+shards; n > most {
			f.Errorf("%d subscriptions in %d minutes of %d shards, want %d at most", n, minutes, shards, most)
		}
		f.put(10)
		f.allProcessed(time.Second)
	})
}

func TestUntilTipEndsUnderFanOut(t *testing.T) {
	for _, how := range []func(*member){byFanOut, automatic} {
		playOn(t, 4, slowStates, func(f *fleet) {
			f.put(50)
			f.join("a", untilTip, how)
			if err := f.ends("a", time.Minute); err != nil {
				f.Errorf("Run: %v", err)
			}
			f.allProcessed(0)
		})
	}
}

// Broken by: SetRetrieval that forgets what was set before Run; one that changes shards which were not named.
func TestSetRetrievalChangesWhatItNamesBeforeAndWhileItRuns(t *testing.T) {
	play(t, 3, func(f *fleet) {
		a := f.join("a", func(m *member) {
			if err := m.SetRetrieval(worker.FanOut, shard0); err != nil {
				f.Error(err)
			}
		})
		one := func(id string, want worker.Retrieval) {
			f.Helper()
			f.until(10*time.Second, id+" is read by "+want.String(), func() bool { return shardOf(a.Status(), id).Retrieval == want.String() })
		}
		one(shard0, worker.FanOut)
		one("shardId-000000000001", worker.Polling)
		f.put(50)
		if err := a.SetRetrieval(worker.FanOut); err != nil {
			f.Error(err)
		}
		f.all(a, 3, worker.FanOut, 10*time.Second)
		f.put(50)
		if err := a.SetRetrieval(worker.Polling, shard0); err != nil {
			f.Error(err)
		}
		one(shard0, worker.Polling)
		one("shardId-000000000001", worker.FanOut)
		f.put(50)
		if err := a.SetRetrieval(worker.Polling); err != nil {
			f.Error(err)
		}
		f.all(a, 3, worker.Polling, 10*time.Second)
		f.allProcessed(time.Minute)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0", n)
		}
		if n := len(eventsOf[fanout.RetrievalChanged](a)); n != 2+1+2 {
			f.Errorf("%d events of a change, want one for each shard and change: 5", n)
		}
		if err := a.SetRetrieval(worker.Retrieval(7)); err == nil {
			f.Error("SetRetrieval to what there is not: no error")
		}
	})
}
