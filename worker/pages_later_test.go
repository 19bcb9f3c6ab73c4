package worker_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Records that are taken over are the taker's until they are done, whatever becomes of pages.
// Broken by: a runner that does not say Keep; a source that uses the page again all the same.
func TestRecordsThatAreTakenOverAreNoGarbageBeforeTheyAreDone(t *testing.T) {
	for _, retrieval := range []worker.Retrieval{worker.Polling, worker.FanOut} {
		for _, pages := range []worker.Pages{worker.KeepPages, worker.ReusePages, worker.PoisonPages} {
			t.Run(fmt.Sprint(retrieval, pages), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { takeOver(t, retrieval, pages) })
			})
		}
	}
}

func takeOver(t *testing.T, retrieval worker.Retrieval, pages worker.Pages) {
	emu := emulatortest.New(t)
	orders := emu.Stream("orders", 1)
	var good, bad atomic.Int64
	w := &worker.Worker{
		Application: "billing", Stream: "orders", AWS: emu.Config(), Retrieval: retrieval, Pages: pages,
		Processor: processor.Func(func(_ context.Context, in *processor.Batch) error {
			later := in.Later()
			go func() {
				time.Sleep(5 * time.Second)
				for _, r := range in.Records {
					if strings.HasPrefix(string(r.Data), "data-") {
						good.Add(1)
					} else {
						bad.Add(1)
					}
				}
				if err := later.Done(in.Records[len(in.Records)-1].Position); err != nil {
					t.Error(err)
				}
			}()
			return nil
		}),
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	for i := range 20 {
		orders.Put("k", fmt.Sprint("data-", i))
		time.Sleep(1500 * time.Millisecond)
	}
	time.Sleep(20 * time.Second)
	stop()
	if err := <-done; err != nil || good.Load() != 20 || bad.Load() != 0 {
		t.Errorf("Run: %v; %d records were good and %d garbage, want 20 and none", err, good.Load(), bad.Load())
	}
}
