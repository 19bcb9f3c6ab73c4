package worker_test

// Aggregates of the Kinesis Producer Library, taken to pieces on their way to user code.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
	"github.com/shardkeeper/shardkeeper/worker"
)

// aggregator packs for a stream of one shard.
func aggregator(t *testing.T) *kpl.Aggregator {
	t.Helper()
	whole, err := kpl.ParseRange("0", "340282366920938463463374607431768211455")
	if err != nil {
		t.Fatal(err)
	}
	open, err := kpl.NewMap([]kpl.Range{whole})
	if err != nil {
		t.Fatal(err)
	}
	a := new(kpl.Aggregator)
	a.Use(open, nil)
	return a
}

// putAggregate puts the texts as one record of the stream, under the key k.
func putAggregate(t *testing.T, stream *emulatortest.Stream, texts ...string) {
	t.Helper()
	a := aggregator(t)
	var entries []kpl.Entry
	var err error
	for _, text := range texts {
		if entries, err = a.Add(kpl.UserRecord{PartitionKey: "k", Data: []byte(text)}, entries); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range a.Flush(entries) {
		stream.PutAt(e.ExplicitHashKey, e.PartitionKey, string(e.Data))
	}
}

// A reader notes what it was given, and fails at a text for as long as it is told to.
type notes struct {
	sync.Mutex
	texts []string
	fails string
}

func (n *notes) process(_ context.Context, r *processor.Record) error {
	n.Lock()
	defer n.Unlock()
	if string(r.Data) == n.fails {
		return errors.New("not yet")
	}
	n.texts = append(n.texts, string(r.Data))
	return nil
}

func (n *notes) failsAt(text string) {
	n.Lock()
	defer n.Unlock()
	n.fails = text
}

func (n *notes) are(t *testing.T, want ...string) {
	t.Helper()
	n.Lock()
	defer n.Unlock()
	if !slices.Equal(n.texts, want) {
		t.Errorf("user code got %q, want %q", n.texts, want)
	}
}

// Broken by: a worker that reads without kpl.Source; a checkpoint without its sub-sequence number.
func TestARestartInsideAnAggregateRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		orders, got := emu.Stream("orders", 1), &notes{fails: "c"}
		run := func() (stop func()) {
			w := &worker.Worker{Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: processor.Each(got.process)}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- w.Run(ctx) }()
			return func() {
				cancel()
				if err := <-done; err != nil {
					t.Errorf("Run: %v", err)
				}
			}
		}
		stop := run()
		putAggregate(t, orders, "a", "b", "c", "d")
		orders.Put("k", "e")
		time.Sleep(time.Minute)
		got.are(t, "a", "b")
		stop()
		got.failsAt("")
		stop = run()
		time.Sleep(time.Minute)
		got.are(t, "a", "b", "c", "d", "e")
		stop()
	})
}

// Broken by: KeepAggregates that is not handed on.
func TestAggregatesMayBeKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		orders, got := emu.Stream("orders", 1), &notes{}
		w := &worker.Worker{Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: processor.Each(got.process), KeepAggregates: true}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- w.Run(ctx) }()
		putAggregate(t, orders, "a", "b")
		time.Sleep(time.Minute)
		stop()
		if err := <-done; err != nil || len(got.texts) != 1 || len(got.texts[0]) < 20 {
			t.Errorf("Run: %v; user code got %q, want one aggregate", err, got.texts)
		}
	})
}

// An aggregate that was packed for a shard which has split lies in one child whole. What of it belongs
// to the other child is put again there by its producer; what belongs here is given out.
// Broken by: a range that is not handed on.
func TestAnAggregateThatASplitCutsInHalfIsFilteredRecordByRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		orders, got := emu.Stream("orders", 1), &notes{}
		var dropped int
		w := &worker.Worker{
			Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: processor.Each(got.process),
			Observe: []func(worker.Event){func(e worker.Event) {
				if d, is := e.(kpl.Dropped); is {
					got.Lock()
					defer got.Unlock()
					dropped += d.Records
				}
			}},
		}
		orders.Split(onlyShard)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- w.Run(ctx) }()
		putSpread(t, orders, 40)
		time.Sleep(time.Minute)
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if len(got.texts) == 0 || dropped == 0 || len(got.texts)+dropped != 40 {
			t.Errorf("%d records came and %d were dropped, want some of each and 40 in all", len(got.texts), dropped)
		}
	})
}

// putSpread puts n records with as many keys as one aggregate into the lower half of the hash line.
func putSpread(t *testing.T, stream *emulatortest.Stream, n int) {
	t.Helper()
	a := aggregator(t)
	for i := range n {
		if _, err := a.Add(kpl.UserRecord{PartitionKey: fmt.Sprint("key-", i), Data: fmt.Append(nil, i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	entries := a.Flush(nil)
	if len(entries) != 1 {
		t.Fatalf("%d aggregates, want one", len(entries))
	}
	stream.PutAt("1", entries[0].PartitionKey, string(entries[0].Data))
}
