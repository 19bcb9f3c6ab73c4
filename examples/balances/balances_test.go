package balances

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/worker"
)

func TestBalancesSurviveASplit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t) // in process; if the test fails it prints the shard tree and the last requests
		orders, ledger := emu.Stream("orders", 1), new(Ledger)
		ctx, stop := context.WithCancel(t.Context())
		w := &worker.Worker{Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: ledger.Processor}
		done := make(chan error, 1)
		go func() { done <- w.Run(ctx) }()
		for i := range 200 {
			if i == 100 {
				time.Sleep(10 * time.Second) // virtual
				emu.Fail("GetRecords", emulator.ExpiredIterator, emulator.Times(3))
				orders.Split("shardId-000000000000")
			}
			orders.Put(fmt.Sprint("account-", i%7), "+1")
		}
		time.Sleep(time.Minute)
		stop()
		if err := <-done; err != nil || ledger.Total() != 200 || ledger.OutOfOrder() != 0 {
			t.Errorf("Run: %v; total = %d, want 200; out of order = %d, want 0", err, ledger.Total(), ledger.OutOfOrder())
		}
	})
}
