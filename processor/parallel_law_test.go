package processor_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// The laws of Parallel against the simplest model there is: which records are done, in a slice.

// A job is what becomes of one record.
type job struct {
	key   string
	takes time.Duration
	fails int    // attempts
	how   string // of a failure
}

// A floor has the lanes at work, and what is wrong with them.
type floor struct {
	row  *processortest.Row
	jobs []job
	n    int // workers
	room int // records

	mu      sync.Mutex
	done    []bool
	tried   []int
	running map[string]int // by key
	wrong   []string
	over    bool
}

func (f *floor) must(holds bool, what string, args ...any) {
	if !holds {
		f.wrong = append(f.wrong, fmt.Sprintf(what, args...))
	}
}

// lowest is the first record that is not done.
func (f *floor) lowest() int {
	for i, done := range f.done {
		if !done {
			return i
		}
	}
	return len(f.done)
}

func (f *floor) begin(i int) (attempt int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := f.jobs[i].key
	f.must(!f.over, "record %d begins after the tenure", i)
	f.must(!f.done[i], "record %d is done twice", i)
	f.must(f.running[key] == 0, "two records of key %s at once", key)
	f.must(i < f.lowest()+f.room, "record %d was taken over while %d is not done, with room for %d", i, f.lowest(), f.room)
	for j := range i {
		f.must(f.jobs[j].key != key || f.done[j], "record %d begins before %d of its key is done", i, j)
	}
	f.running[key]++
	all := 0
	for _, n := range f.running {
		all += n
	}
	f.must(all <= f.n, "%d at once, of %d", all, f.n)
	f.tried[i]++
	return f.tried[i]
}

func (f *floor) end(i int, done bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.must(!f.over, "record %d runs after the tenure", i)
	f.running[f.jobs[i].key]--
	f.done[i] = done
}

// process is user code.
func (f *floor) process(ctx context.Context, r *processor.Record) (err error) {
	var i int
	_, _ = fmt.Sscan(string(r.Data), &i)
	i--
	j, attempt, done := f.jobs[i], f.begin(i), false
	defer func() { f.end(i, done) }()
	select {
	case <-time.After(j.takes):
	case <-ctx.Done():
		time.Sleep(time.Second) // it takes its time to return
		return context.Cause(ctx)
	}
	if attempt > j.fails {
		done = true
		return nil
	}
	switch j.how {
	case "panic":
		panic("poison")
	case "exit":
		runtime.Goexit()
	case "soon":
		return processor.RetryAfter(errSick, 10*time.Millisecond)
	case "elsewhere":
		return processor.FailedAt(processortest.At(len(f.jobs)), errSick)
	}
	return errSick
}

func (f *floor) check(p checkpoint.Progress) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.must(!p.Position.IsSequence() || !processortest.At(f.lowest()).Before(p.Position), "stored %v while %d is not done", p.Position, f.lowest()+1)
	if f.lowest() < len(f.jobs) {
		f.must(p.Done.Before(arrival(f.lowest())), "a time beyond what is done")
	}
}

func (f *floor) Save(p checkpoint.Progress) { f.check(p); f.row.Save(p) }

func (f *floor) Commit(ctx context.Context, p checkpoint.Progress) error {
	f.check(p)
	return f.row.Commit(ctx, p)
}

func (f *floor) finish(o processor.Outcome) error {
	if o.How == processor.Ended {
		f.mu.Lock()
		f.must(f.lowest() == len(f.jobs), "SHARD_END while %d is not done", f.lowest())
		f.mu.Unlock()
	} else {
		f.check(o.Progress)
	}
	return f.row.Finish(o)
}

// Broken by: lanes.add that makes a lane for each record; done that does not take the first off; ack of
// the last position that is done instead of the safe one; fits that is always true; survey that starts as
// many as are ready; ShardEnded that does not wait; end that does not wait; settle that counts a failure
// as done.
func TestLawsOfParallel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		jobs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) job {
			return job{
				key:   rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "key"),
				takes: time.Duration(rapid.IntRange(0, 300).Draw(t, "ms")) * time.Millisecond,
				fails: max(0, rapid.IntRange(-6, 2).Draw(t, "fails")),
				how:   rapid.SampledFrom([]string{"error", "panic", "exit", "soon", "elsewhere"}).Draw(t, "how"),
			}
		}), 0, 25).Draw(t, "jobs")
		f := &floor{
			row: processortest.NewRow(checkpoint.Progress{}), jobs: jobs, n: rapid.IntRange(1, 5).Draw(t, "n"), room: rapid.IntRange(1, 12).Draw(t, "room"),
			done: make([]bool, len(jobs)), tried: make([]int, len(jobs)), running: map[string]int{},
		}
		size, end := rapid.IntRange(1, 10).Draw(t, "page"), rapid.SampledFrom([]string{"end", "stop", "lose", "time"}).Draw(t, "end")
		after := time.Duration(rapid.IntRange(0, 2000).Draw(t, "after")) * time.Millisecond
		rapid.SyncTest(t, func(t *rapid.T) { f.run(t, size, end, after) })
	})
}

func (f *floor) run(t *rapid.T, size int, end string, after time.Duration) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	stopping := make(chan struct{})
	records := processortest.Numbered(len(f.jobs))
	for i := range records {
		records[i].PartitionKey = f.jobs[i].key
	}
	r := &processor.Runner{
		New:    processor.Parallel(f.n, processor.ByPartitionKey, f.process, processor.Outstanding(f.room, 0)),
		Source: &processortest.Source{Pages: append(processortest.Paged(records, size), processor.Page{End: true})}, Committer: f, Held: f.row.Held, Finish: f.finish,
	}
	out := make(chan processor.Outcome, 1)
	go func() { out <- r.Run(ctx, stopping, nil) }()
	if time.Sleep(after); end == "stop" || end == "time" {
		close(stopping)
	}
	if end == "time" {
		time.Sleep(50 * time.Millisecond)
		cancel(errors.New("time is up"))
	}
	if end == "lose" {
		f.row.Lose(processortest.ErrLost)
		cancel(processortest.ErrLost)
	}
	how := (<-out).How
	f.mu.Lock()
	f.over = true
	f.must(end != "end" || how == processor.Ended, "%v, want ended", how)
	f.must(f.row.Late() == 0, "a write after the end")
	if how == processor.Stopped && f.lowest() > 0 {
		f.must(f.row.Progress().Position == processortest.At(f.lowest()), "stopped at %v with %d done", f.row.Progress().Position, f.lowest())
	}
	f.mu.Unlock()
	time.Sleep(time.Hour) // whatever is left of the tenure shows
	synctest.Wait()
	if len(f.wrong) > 0 {
		t.Fatalf("%v", f.wrong)
	}
}
