package worker_test

// What a user may keep of a record, and what the library does.

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
	"weak"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// keeper is a user's: it keeps records as they are, clones of them, and word of where they lay.
type keeper struct {
	mu     sync.Mutex
	raw    bool // keeps them as they are too
	kept   []processor.Record
	clones []processor.Record
	bodies []weak.Pointer[byte]
	events []worker.Event
}

func (k *keeper) record(_ context.Context, r *processor.Record) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.raw {
		k.kept = append(k.kept, *r)
	}
	k.clones = append(k.clones, r.Clone())
	k.bodies = append(k.bodies, weak.Make(unsafe.SliceData(r.Data)))
	return nil
}

func (k *keeper) event(e worker.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.events = append(k.events, e)
}

// eachWay plays a story for each retrieval and each way with pages.
func eachWay(t *testing.T, raw bool, story func(*testing.T, worker.Pages, *keeper, *worker.Worker, *emulatortest.Stream)) {
	for _, retrieval := range []worker.Retrieval{worker.Polling, worker.FanOut} {
		for _, pages := range []worker.Pages{worker.KeepPages, worker.ReusePages, worker.PoisonPages} {
			t.Run(fmt.Sprint(retrieval, pages), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					emu := emulatortest.New(t)
					orders, user := emu.Stream("orders", 1), &keeper{raw: raw}
					ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
					w := &worker.Worker{
						Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: processor.Each(user.record),
						Retrieval: retrieval, Pages: pages, Observe: []func(worker.Event){user.event},
					}
					done := make(chan error, 1)
					go func() { done <- w.Run(ctx) }()
					time.Sleep(10 * time.Second)
					story(t, pages, user, w, orders)
					stop()
					if err := <-done; err != nil {
						t.Error(err)
					}
				})
			})
		}
	}
}

// Broken by: a PoisonPages that leaves a page as it is; a worker that does not hand Pages on; a position
// that lies in the page.
func TestWhatIsKeptWithoutACloneIsGarbageUnderPoison(t *testing.T) {
	eachWay(t, true, func(t *testing.T, pages worker.Pages, user *keeper, _ *worker.Worker, orders *emulatortest.Stream) {
		var numbers []string
		for i := range 20 {
			_, number := orders.Put(fmt.Sprint("account-", i), fmt.Sprint("amount ", i))
			numbers = append(numbers, number)
			time.Sleep(time.Second)
		}
		time.Sleep(20 * time.Second)
		user.mu.Lock()
		defer user.mu.Unlock()
		if len(user.kept) != 20 {
			t.Fatalf("%d records came, want 20", len(user.kept))
		}
		for i, clone := range user.clones {
			data, key := fmt.Sprint("amount ", i), fmt.Sprint("account-", i)
			if string(clone.Data) != data || clone.PartitionKey != key || clone.Position.SequenceNumber() != numbers[i] {
				t.Errorf("clone %d is %q of %q at %v", i, clone.Data, clone.PartitionKey, clone.Position)
			}
			kept := user.kept[i]
			if kept.Position.SequenceNumber() != numbers[i] {
				t.Errorf("position %d is %v, want %s", i, kept.Position, numbers[i])
			}
			switch garbage := bytes.Repeat([]byte{0xDB}, len(data)); {
			case pages == worker.KeepPages && (string(kept.Data) != data || kept.PartitionKey != key):
				t.Errorf("record %d that was kept is %q of %q", i, kept.Data, kept.PartitionKey)
			case pages == worker.PoisonPages && (!bytes.Equal(kept.Data, garbage) || kept.PartitionKey != string(garbage[:1])+kept.PartitionKey[1:]):
				t.Errorf("record %d that was kept is %q of %q, want garbage", i, kept.Data, kept.PartitionKey)
			}
		}
	})
}

// Broken by: any position that is kept as it lies in the page: of the cursor, the ledger, an event.
func TestAnIdleWorkerKeepsNoPage(t *testing.T) {
	eachWay(t, false, func(t *testing.T, pages worker.Pages, user *keeper, w *worker.Worker, orders *emulatortest.Stream) {
		for range 10 {
			orders.Put("k", strings.Repeat("x", 1<<20-1))
			time.Sleep(time.Second)
		}
		time.Sleep(20 * time.Second)
		status := w.Status()
		for range 3 { // a pool lets go in two
			runtime.GC()
		}
		user.mu.Lock()
		defer user.mu.Unlock()
		if len(user.bodies) != 10 {
			t.Fatalf("%d records came, want 10", len(user.bodies))
		}
		for i, body := range user.bodies {
			if body.Value() != nil {
				t.Errorf("the page of record %d is kept", i)
			}
		}
		runtime.KeepAlive(status)
		runtime.KeepAlive(user.events)
	})
}
