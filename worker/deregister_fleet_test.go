package worker_test

// Fleets whose last worker removes the consumer of enhanced fan-out when it leaves on purpose.

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/worker"
)

func thenDeregisters(m *member) { m.Retrieval, m.DeregisterConsumer = worker.FanOut, true }

// lasting has a consumer take its time to go: longer than a worker to start.
func lasting(emu *emulatortest.Emulator) { emu.Creating, emu.Deleting = 3*time.Second, 8*time.Second }

// leaveForGood stops workers, all at once, and has each do what it does at its end.
func (f *fleet) leaveForGood(names ...string) {
	f.Helper()
	var wg sync.WaitGroup
	for _, name := range names {
		m := f.alive[name]
		delete(f.alive, name)
		wg.Go(func() {
			m.stop()
			if err := <-m.done; err != nil {
				f.Errorf("Run of %s: %v, want nil", name, err)
			}
			if failed := eventsOf[worker.ServiceFailed](m); len(failed) > 0 {
				f.Errorf("%s: %v", name, failed)
			}
		})
	}
	wg.Wait()
}

// consumer is the status of the application's consumer, "" if there is none.
func (f *fleet) consumer() string {
	f.Helper()
	out, err := kinesis.NewFromConfig(f.emu.Backstage()).ListStreamConsumers(f.Context(), &kinesis.ListStreamConsumersInput{StreamARN: new(f.arn())})
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range out.Consumers {
		if *c.ConsumerName == "billing" {
			return string(c.ConsumerStatus)
		}
	}
	return ""
}

// Broken by: a removal without a pause, which does not see a worker that stood by.
func TestTheConsumerGoesWithTheLastWorkerThatLeavesOnPurpose(t *testing.T) {
	playOn(t, 2, lasting, func(f *fleet) {
		for _, name := range []string{"a", "b", "c"} { // one of them without a shard
			f.join(name, thenDeregisters)
		}
		f.put(10)
		f.settles(2, time.Minute)
		f.allProcessed(time.Minute)
		for i, name := range []string{"b", "a"} {
			f.leaveForGood(name)
			if got := f.consumer(); got != "ACTIVE" {
				f.Errorf("after %d of 3 workers left: the consumer is %q, want ACTIVE", i+1, got)
			}
			f.put(10)
			f.allProcessed(time.Minute)
		}
		last := f.alive["c"]
		f.leaveForGood("c")
		if got := f.consumer(); got != "DELETING" {
			f.Errorf("after the last: the consumer is %q, want DELETING", got)
		}
		if n := len(eventsOf[fanout.ConsumerDeregistered](last)); n != 1 {
			f.Errorf("the last worker told %d times that it removed the consumer, want once", n)
		}
	})
}

// Neither is alone when it leaves; the one whose last write is later finds the table abandoned.
func TestTheConsumerGoesWithTwoThatLeaveAtOnce(t *testing.T) {
	playOn(t, 4, lasting, func(f *fleet) {
		f.join("a", thenDeregisters)
		f.join("b", thenDeregisters)
		f.put(10)
		f.settles(4, time.Minute)
		f.leaveForGood("a", "b")
		if got := f.consumer(); got != "DELETING" {
			f.Errorf("the consumer is %q, want DELETING", got)
		}
	})
}

// Broken by: a removal that does not wait for who stands by.
func TestTheConsumerStaysForAWorkerThatStoodBy(t *testing.T) {
	playOn(t, 1, lasting, func(f *fleet) {
		holder := f.join("a", thenDeregisters)
		f.until(time.Minute, "a holds the shard", func() bool { return holder.held() == 1 })
		f.join("b", thenDeregisters)
		f.put(10)
		f.allProcessed(time.Minute)
		f.leaveForGood("a")
		if got := f.consumer(); got != "ACTIVE" {
			f.Errorf("the consumer is %q, want ACTIVE", got)
		}
		f.put(10)
		f.allProcessed(time.Minute)
	})
}

// Broken by: an abandoned that looks at CheckpointOwner alone.
func TestTheConsumerStaysWhileACrashedWorkersLeaseIsThere(t *testing.T) {
	playOn(t, 4, lasting, func(f *fleet) {
		f.join("a", thenDeregisters)
		f.join("b", thenDeregisters)
		f.put(10)
		f.settles(4, time.Minute)
		f.crash("b")
		f.leaveForGood("a")
		if got := f.consumer(); got != "ACTIVE" {
			f.Errorf("the consumer is %q, want ACTIVE: nobody knows yet that b is gone", got)
		}
	})
}

// The race: a worker starts when the last one has looked at the table for the last time. It may find
// the consumer ACTIVE still, and lose it, or DELETING already.
// Broken by: a consumer that is not looked at again when a subscription does not find it.
func TestAWorkerThatStartsWhileTheConsumerGoesRegistersItAnew(t *testing.T) {
	for _, how := range []worker.Retrieval{worker.FanOut, worker.Automatic} {
		for name, gone := range map[string]time.Duration{"finds it ACTIVE": time.Second, "finds it DELETING": 0} {
			t.Run(how.String()+" "+name, func(t *testing.T) {
				playOn(t, 2, lasting, func(f *fleet) {
					f.join("a", thenDeregisters)
					f.put(50)
					f.settles(2, time.Minute)
					decided := make(chan struct{})
					f.emu.Hook("DeregisterStreamConsumer", func(context.Context, *emulator.Call) {
						close(decided)
						time.Sleep(gone)
					}, emulator.Times(1))
					go f.leaveForGood("a")
					<-decided
					b := f.join("b", func(m *member) { m.Retrieval = how })
					f.put(50)
					f.until(time.Minute, "the consumer goes", func() bool { return f.consumer() == "DELETING" })
					f.put(50)
					f.until(time.Minute, "the consumer is back", func() bool { return f.consumer() == "ACTIVE" })
					f.all(b, 2, worker.FanOut, 2*time.Minute)
					f.put(50)
					f.allProcessed(time.Minute)
					if n := f.ledger.duplicates(); n > 0 {
						f.Errorf("%d records were processed twice, want 0", n)
					}
				})
			})
		}
	}
}
