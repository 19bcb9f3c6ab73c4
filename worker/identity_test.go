package worker_test

// Who a worker is: one Run, one owner.

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Broken by: one owner name for all processes of an ID.
func TestTwoLiveProcessesWithOneIDAreDetected(t *testing.T) {
	play(t, 4, func(f *fleet) {
		first := f.join("a")
		f.settles(4, time.Second)
		second := f.join("b", func(w *member) { w.ID = "a" })
		f.put(100)
		time.Sleep(time.Minute)
		for name, m := range map[string]*member{"first": first, "second": second} {
			if n := len(eventsOf[lease.DuplicateWorker](m)); n == 0 {
				f.Errorf("the %s is not told of its twin", name)
			}
			if len(m.Status().Problems) == 0 {
				f.Errorf("Status of the %s names no problem", name)
			}
		}
		f.allProcessed(time.Minute)
	})
}

func TestARestartUnderTheSameIDWaitsOutTheOldTerm(t *testing.T) {
	play(t, 2, func(f *fleet) {
		f.join("a")
		f.put(20)
		f.settles(2, time.Second)
		old := f.alive["a"]
		old.pause() // it may come back
		paused := time.Now()
		delete(f.alive, "a")
		again := f.join("a")
		f.until(failover+2*listEvery, "the restart holds both", func() bool { return again.held() == 2 })
		if took := time.Since(paused); took < failover-failover/3 {
			f.Errorf("the restart holds the leases after %v, want the rest of the old term first", took)
		}
		f.put(20)
		for _, e := range eventsOf[lease.DuplicateWorker](again) {
			f.Errorf("the restart is told of a twin: %v; what it left does not move", e)
		}
		old.resume()
		f.put(100)
		f.allProcessed(time.Minute)
		old.stop()
		if err := <-old.done; err != nil {
			f.Errorf("the first Run: %v", err)
		}
	})
}

// Broken by: starting the same Worker again, whose owner and parts are used up.
func TestASecondRunIsAnError(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a")
		f.settles(1, time.Second)
		if err := a.Run(f.Context()); !errors.Is(err, worker.ErrRunTwice) {
			f.Errorf("a second Run beside the first: %v, want %v", err, worker.ErrRunTwice)
		}
		f.leave("a")
		if err := a.Run(f.Context()); !errors.Is(err, worker.ErrRunTwice) {
			f.Errorf("a second Run after the first: %v, want %v", err, worker.ErrRunTwice)
		}
	})
}

func TestAContextThatHasEndedIsAGracefulStop(t *testing.T) {
	play(t, 1, func(f *fleet) {
		w := &worker.Worker{Application: "billing", Stream: "orders", AWS: f.emu.Config(), Processor: f.join("a").Processor}
		ctx, cancel := context.WithCancel(f.Context())
		cancel()
		if err := w.Run(ctx); err != nil {
			f.Errorf("Run: %v, want nil", err)
		}
	})
}
