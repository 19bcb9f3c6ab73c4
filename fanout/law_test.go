package fanout

// The law of retrieval: whatever happens on the way, each record comes once, in order.

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// An ordeal is one thing that happens in a schedule.
type ordeal struct {
	Fault string
	On    string
	Times int
	Put   int
	Busy  time.Duration // in user code
	Sleep time.Duration
}

var ordeals = map[string]func(*world, string, ...emulator.Option){
	"expired":      func(w *world, on string, o ...emulator.Option) { w.Fail(on, emulator.ExpiredIterator, o...) },
	"throttled":    func(w *world, on string, o ...emulator.Option) { w.Fail(on, emulator.Throttled, o...) },
	"failing":      func(w *world, on string, o ...emulator.Option) { w.Fail(on, emulator.InternalFailure, o...) },
	"not found":    func(w *world, on string, o ...emulator.Option) { w.Fail(on, emulator.ResourceNotFound, o...) },
	"after effect": func(w *world, on string, o ...emulator.Option) { w.FailAfter(on, emulator.InternalFailure, o...) },
	"cut":          func(w *world, on string, o ...emulator.Option) { w.DropAnswer(on, o...) },
	"slow":         func(w *world, on string, o ...emulator.Option) { w.Delay(on, time.Second, time.Second, o...) },
	"hanging":      func(w *world, on string, o ...emulator.Option) { w.Delay(on, 0, time.Hour, o...) },
	"fine":         func(*world, string, ...emulator.Option) {},
}

func TestWhateverHappensEachRecordComesOnceAndInOrder(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) ordeal {
		return ordeal{
			Fault: rapid.SampledFrom([]string{"expired", "throttled", "failing", "not found", "after effect", "cut", "slow", "hanging", "fine"}).Draw(t, "fault"),
			On:    rapid.SampledFrom([]string{"GetRecords", "GetShardIterator", "*"}).Draw(t, "on"),
			Times: rapid.IntRange(1, 4).Draw(t, "times"),
			Put:   rapid.IntRange(0, 20).Draw(t, "put"),
			Busy:  time.Duration(rapid.IntRange(0, 20).Draw(t, "busy")) * time.Second,
			Sleep: time.Duration(rapid.IntRange(0, 400).Draw(t, "sleep")) * time.Second,
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.SampledFrom([]int32{1, 3, 10_000}).Draw(rt, "limit")
		budget := rapid.SampledFrom([]int64{0, DefaultBudget}).Draw(rt, "budget")
		split := rapid.Bool().Draw(rt, "split")
		schedule := rapid.SliceOfN(draw, 1, 6).Draw(rt, "schedule")
		var wrong string
		synctest.Test(t, func(t *testing.T) { wrong = endure(newWorld(t), limit, budget, split, schedule) })
		if wrong != "" { // Broken by: without() that drops nothing, a reader that ends on any error, free() without giveUp.
			rt.Fatal(wrong)
		}
	})
}

// endure reads while the schedule happens, and says what was wrong with what came.
func endure(w *world, limit int32, budget int64, split bool, schedule []ordeal) (wrong string) {
	w.Limit, w.Budget = limit, NewBudget(budget)
	s := w.open(From{})
	result := make(chan string)
	busy := make(chan time.Duration, len(schedule))
	go func() { result <- drain(w, s, busy) }()
	for _, o := range schedule {
		happen := ordeals[o.Fault]
		if happen == nil {
			happen = turns[o.Fault]
		}
		happen(w, o.On, emulator.Times(o.Times))
		w.Put(o.Put)
		busy <- o.Busy
		time.Sleep(o.Sleep)
	}
	want := w.put
	w.orders.Put("k", "last")
	if split {
		w.orders.Split(shard0)
	}
	got := <-result
	s.Close()
	if got != fmt.Sprint(want) {
		return fmt.Sprintf("after %d records: %s", want, got)
	}
	return ""
}

// drain reads up to the record that says that it is the last, and says how many came before it.
func drain(w *world, s *Source, busy chan time.Duration) string {
	next := 0
	for {
		p, err := s.Next(w.t.Context())
		if err != nil {
			return err.Error()
		}
		for _, r := range p.Records {
			if string(r.Data) == "last" {
				return fmt.Sprint(next)
			}
			if got, want := string(r.Data), fmt.Sprint(next); got != want {
				return fmt.Sprintf("got record %s, want %s", got, want)
			}
			next++
		}
		select {
		case d := <-busy:
			time.Sleep(d)
		default:
		}
	}
}
