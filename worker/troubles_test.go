package worker_test

// The small troubles of a start, and the audit that follows it.

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Broken by: one try of any step.
func TestAStartOutlastsThrottlesAndServerErrors(t *testing.T) {
	for _, operation := range []string{"DescribeStreamSummary", "ListShards", "DescribeTable", "CreateTable", "Scan", "PutItem", "GetItem"} {
		for _, fault := range []emulator.Fault{emulator.Throttled, emulator.InternalFailure} {
			play(t, 2, func(f *fleet) {
				f.emu.Fail(operation, fault, emulator.Times(4)) // more than the SDK's own tries
				f.put(10)
				a := f.join("a")
				f.until(2*time.Minute, fmt.Sprintf("a holds both although %s answers %s", operation, fault), func() bool { return a.held() == 2 })
				f.allProcessed(time.Minute)
			})
		}
	}
}

// Broken by: another try whatever the error.
func TestAMissingPermissionEndsTheStartAtOnce(t *testing.T) {
	for _, operation := range []string{"DescribeStreamSummary", "ListShards", "DescribeTable", "Scan"} {
		synctest.Test(t, func(t *testing.T) {
			emu := emulatortest.New(t)
			emu.Stream("orders", 1)
			denials := emu.Fail(operation, emulator.AccessDenied)
			w := &worker.Worker{Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: processor.Each(nothing)}
			if err := w.Run(t.Context()); err == nil || denials.Count() != 1 {
				t.Errorf("%s denied: Run: %v after %d calls, want an error after one", operation, err, denials.Count())
			}
		})
	}
}

// Broken by: tries without an end.
func TestAStartGivesUpInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Stream("orders", 1)
		emu.Fail("Scan", emulator.InternalFailure)
		var told []lease.TableFailed
		w := &worker.Worker{
			Application: "billing", Stream: "orders", AWS: emu.Config(), Processor: processor.Each(nothing),
			Observe: []func(worker.Event){func(e worker.Event) {
				if e, is := e.(lease.TableFailed); is {
					told = append(told, e)
				}
			}},
		}
		began := time.Now()
		err := w.Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), "billing") || time.Since(began) > time.Minute || len(told) == 0 {
			t.Errorf("Run: %v after %v and %d events, want an error within a minute, and events before", err, time.Since(began), len(told))
		}
	})
}

// Three workers that start at once on a table that exists audit once among them, at once.
// Broken by: everyone while the first listing is out; a first audit after SyncInterval.
func TestRule23AFleetThatStartsAuditsOnceAndSoon(t *testing.T) {
	play(t, 4, func(f *fleet) {
		f.join("a")
		f.settles(4, time.Second)
		f.leave("a")
		time.Sleep(time.Minute)
		listings := f.emu.Observe("ListShards", func(emulator.Call) {})
		for _, name := range []string{"a", "b", "c"} {
			f.join(name)
		}
		time.Sleep(15 * time.Second)
		if n := listings.Count() - 3; n < 1 || n > 2 { // each lists once as it starts
			f.Errorf("%d audits in the first 15 s of three workers, want one, or two where the lowest lease moves", n)
		}
		time.Sleep(10 * time.Minute)
		if n := listings.Count() - 3; n < 9 || n > 14 {
			f.Errorf("%d audits in ten minutes, want about one a minute", n)
		}
		f.settles(4, time.Minute)
	})
}
