package worker_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func TestSmoke(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		orders := emu.Stream("orders", 2)
		var mu sync.Mutex
		seen := map[string]int{}
		ctx, stop := context.WithCancel(t.Context())
		w := &worker.Worker{
			Application: "billing", Stream: "orders", AWS: emu.Config(), Leases: &leasetest.Memory{},
			Processor: processor.Each(func(_ context.Context, r *processor.Record) error {
				mu.Lock()
				defer mu.Unlock()
				seen[string(r.Data)]++
				return nil
			}),
			Observe: []func(worker.Event){func(e worker.Event) { t.Log(time.Now().Format("05.000"), e.Event(), e.LogValue()) }},
		}
		done := make(chan error, 1)
		go func() { done <- w.Run(ctx) }()
		for i := range 100 {
			if i == 50 {
				time.Sleep(10 * time.Second)
				orders.Split("shardId-000000000000")
			}
			orders.Put(fmt.Sprint("account-", i%7), fmt.Sprint(i))
		}
		time.Sleep(time.Minute)
		t.Logf("%+v", w.Status())
		stop()
		if err := <-done; err != nil || len(seen) != 100 {
			t.Errorf("Run: %v; seen %d, want 100", err, len(seen))
		}
	})
}
