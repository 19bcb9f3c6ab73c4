package processor_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// What user code sees of a tenure, in bubbles.

var errSick = errors.New("the database is away")

// each is a processor that notes the data it is done with.
func each(done *[]string) processor.Factory {
	return processor.Each(func(_ context.Context, r *processor.Record) error {
		*done = append(*done, string(r.Data))
		return nil
	})
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b checkpoint.Position) bool { return a == b })); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// Broken by: ending that leaves when it returned.
func TestRecordsComeInOrderAndTheShardEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done []string
		report := processortest.Run(t, each(&done), processortest.Records("a", "b", "c"), processortest.PageSize(2))
		same(t, "done", done, []string{"a", "b", "c"})
		same(t, "calls", report.Names(), []string{"Initialize", "ProcessRecords", "ProcessRecords", "ShardEnded"})
		if report.How != processor.Ended || !report.Progress.Position.IsShardEnd() {
			t.Errorf("%v at %v, want ended at SHARD_END", report.How, report.Progress.Position)
		}
	})
}

// Broken by: read that looks at page.End before it looks at page.Records.
func TestThePageWithTheEndIsDeliveredFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done []string
		src := &processortest.Source{Pages: []processor.Page{{Records: processortest.Records("a", "b"), End: true}}}
		row := processortest.NewRow(checkpoint.Progress{})
		r := &processor.Runner{New: each(&done), Source: src, Committer: row, Held: row.Held, Finish: row.Finish}
		out := r.Run(t.Context(), nil, nil)
		same(t, "done", done, []string{"a", "b"})
		if out.How != processor.Ended {
			t.Errorf("%v, want ended", out.How)
		}
	})
}

// Broken by: release that always tells of a stop; shutDown that makes no call.
func TestAStopIsShutdownRequestedThenTheLastWriteThenLeaseLost(t *testing.T) {
	for name, c := range map[string]struct {
		option processortest.Option
		cause  error
	}{
		"stop":     {processortest.Stopped(), processor.ErrStopped},
		"handover": {processortest.HandedOver(), processor.ErrHandedOver},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				report := processortest.Run(t, each(new([]string)), processortest.Records("a", "b"), c.option)
				same(t, "calls", report.Names(), []string{"Initialize", "ProcessRecords", "ShutdownRequested", "LeaseLost"})
				if got := report.Calls[len(report.Calls)-1].Cause; got != c.cause {
					t.Errorf("cause = %v, want %v", got, c.cause)
				}
				if report.How != processor.Stopped || report.Progress.Position != processortest.At(2) {
					t.Errorf("%v at %v, want stopped at 2", report.How, report.Progress.Position)
				}
			})
		})
	}
}

// Broken by: loseLease that makes no call.
func TestALostLeaseIsToldAndNothingIsStoredAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := processortest.Run(t, each(new([]string)), processortest.Records("a"), processortest.LeaseLost(nil))
		same(t, "calls", report.Names(), []string{"Initialize", "ProcessRecords", "LeaseLost"})
		last := report.Calls[len(report.Calls)-1]
		if report.How != processor.LeaseLost || last.Cause != processortest.ErrLost {
			t.Errorf("%v with cause %v, want lease lost with ErrLost", report.How, last.Cause)
		}
	})
}

// What was lost while user code was inside must not be stored when it comes out.
// Broken by: process without its look at isLost.
func TestABatchThatOutlivesItsLeaseIsNotStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		row := processortest.NewRow(checkpoint.Progress{})
		ctx, cancel := context.WithCancelCause(t.Context())
		var ended error
		r := &processor.Runner{
			New: processor.Func(func(ctx context.Context, b *processor.Batch) error {
				row.Lose(processortest.ErrLost)
				cancel(processortest.ErrLost)
				ended = context.Cause(ctx)
				return nil
			}),
			Source:    &processortest.Source{Pages: processortest.Paged(processortest.Records("a"), 1)},
			Committer: row, Held: row.Held, Finish: row.Finish,
		}
		out := r.Run(ctx, nil, nil)
		if out.How != processor.LeaseLost || ended != processortest.ErrLost || row.Late() != 0 {
			t.Errorf("%v, cause in the call %v, late writes %d; want lease lost, ErrLost, 0", out.How, ended, row.Late())
		}
	})
}

// Broken by: process that counts all records as done after an error.
func TestAFailedBatchIsNeverMarkedDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := processortest.Run(t, processor.Func(func(context.Context, *processor.Batch) error { return errSick }),
			processortest.Records("a", "b"), processortest.GiveUpAfter(3))
		same(t, "calls", report.Names(), []string{"Initialize", "ProcessRecords", "ProcessRecords", "ProcessRecords", "ShutdownRequested", "LeaseLost"})
		same(t, "attempt", report.Calls[3].Attempt, 3)
		if report.Progress.Position != checkpoint.TrimHorizon() {
			t.Errorf("at %v, want TRIM_HORIZON", report.Progress.Position)
		}
	})
}

// Broken by: protect without recover.
func TestAPanicFailsTheBatchAndNothingElse(t *testing.T) {
	for name, strange := range map[string]func(){
		"panic":  func() { panic("poison") },
		"nil":    func() { var p *processor.Batch; _ = p.Attempt },
		"Goexit": runtime.Goexit,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				report := processortest.Run(t, processor.Func(func(_ context.Context, b *processor.Batch) error {
					if b.Attempt < 3 {
						strange()
					}
					return nil
				}), processortest.Records("a"))
				same(t, "delivered", report.Delivered(), []string{"a", "a", "a"})
				i := slices.IndexFunc(report.Events, func(e processor.Event) bool { return e.Event() == "user code panicked" })
				if name == "Goexit" {
					return
				}
				if i < 0 || !strings.Contains(string(report.Events[i].(processor.Panicked).Stack), "runner_test.go") {
					t.Errorf("no event with the stack in %v", report.Events)
				}
			})
		})
	}
}

// Broken by: again with a pause that does not grow; wait without a pause.
func TestRetriesBackOffToThirtySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		processortest.Run(t, processor.Func(func(context.Context, *processor.Batch) error {
			at = append(at, time.Now())
			return errSick
		}), processortest.Records("a"), processortest.GiveUpAfter(14))
		want := 100 * time.Millisecond
		for i := range len(at) - 1 {
			if got := at[i+1].Sub(at[i]); got < want/2 || got > want {
				t.Errorf("pause %d = %v, want %v to %v", i+1, got, want/2, want)
			}
			want = min(2*want, 30*time.Second)
		}
	})
}

// Broken by: initializing that reads on when it failed.
func TestInitializeIsRepeatedUntilItSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		report := processortest.Run(t, func(processor.Shard) processor.RecordProcessor {
			return &starting{initialize: func(*processor.Start) error {
				if n++; n == 2 {
					panic("not yet")
				}
				if n < 4 {
					return errSick
				}
				return nil
			}}
		}, processortest.Records("a"))
		same(t, "calls", report.Names(), []string{"Initialize", "Initialize", "Initialize", "Initialize", "ProcessRecords", "ShardEnded"})
	})
}

type starting struct {
	processor.Defaults
	initialize func(*processor.Start) error
}

func (s *starting) Initialize(_ context.Context, in *processor.Start) error { return s.initialize(in) }
func (*starting) ProcessRecords(context.Context, *processor.Batch) error    { return nil }

// Broken by: initialize that calls New outside of call.
func TestAFactoryThatPanicsOrGivesNothingIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		report := processortest.Run(t, func(s processor.Shard) processor.RecordProcessor {
			switch n++; n {
			case 1:
				panic("no database")
			case 2:
				return nil
			}
			return each(new([]string))(s)
		}, processortest.Records("a"))
		same(t, "calls", report.Names(), []string{"Initialize", "ProcessRecords", "ShardEnded"})
	})
}

// A worker that stops while user code cannot start makes no call that needs a started one.
// Broken by: a stop of waitingToInitialize that goes to stopping.
func TestAStopBeforeInitializeSucceededIsLeaseLostAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := processortest.Run(t, func(processor.Shard) processor.RecordProcessor {
			return &starting{initialize: func(*processor.Start) error { return errSick }}
		}, processortest.Records("a"), processortest.GiveUpAfter(2))
		same(t, "calls", report.Names(), []string{"Initialize", "Initialize", "LeaseLost"})
		same(t, "how", report.How, processor.Stopped)
	})
}

// Broken by: indexOf that answers len(records) for a place that is not there; doneBefore that passes
// over what is nested, takes the first of a join, or passes over the silent errors of a join.
func TestFailedAtKeepsWhatWasDone(t *testing.T) {
	at := processortest.At
	for name, c := range map[string]struct {
		err       error // of the first attempt at 1 to 4
		delivered string
	}{
		"at 3":                    {processor.FailedAt(at(3), errSick), "1234 34"},
		"wrapped":                 {errors.Join(processor.FailedAt(at(3), errSick)), "1234 34"},
		"at the first":            {processor.FailedAt(at(1), errSick), "1234 1234"},
		"not in the batch":        {processor.FailedAt(at(9), errSick), "1234 1234"},
		"the lowest of two":       {errors.Join(processor.FailedAt(at(4), errSick), processor.FailedAt(at(2), errSick)), "1234 234"},
		"one inside another":      {processor.FailedAt(at(4), processor.FailedAt(at(2), errSick)), "1234 234"},
		"beside a silent error":   {errors.Join(processor.FailedAt(at(3), errSick), errSick), "1234 1234"},
		"of a sentinel, no place": {errSick, "1234 1234"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var delivered []string
				processortest.Run(t, processor.Func(func(_ context.Context, b *processor.Batch) error {
					var data []string
					for _, r := range b.Records {
						data = append(data, string(r.Data))
					}
					delivered = append(delivered, strings.Join(data, ""))
					if len(delivered) == 1 {
						return c.err
					}
					return nil
				}), processortest.Numbered(4))
				same(t, "delivered", strings.Join(delivered, " "), c.delivered)
			})
		})
	}
}

// A place that fails is at its second attempt when it comes first in the next batch, and its pause
// is the first one again: the batch got on.
// Broken by: batchFailed that never begins to count again.
func TestAttemptsCountFromTheFirstRecordThatIsNotDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := map[string]int{"2": 3, "3": 1}
		report := processortest.Run(t, processor.Each(func(_ context.Context, r *processor.Record) error {
			if tries[string(r.Data)]--; tries[string(r.Data)] >= 0 {
				return errSick
			}
			return nil
		}), processortest.Numbered(4))
		var attempts []int
		for _, c := range report.Calls[1:6] {
			attempts = append(attempts, c.Attempt)
		}
		same(t, "attempts", attempts, []int{1, 2, 3, 4, 2})
	})
}

// Broken by: process that gives away the slice it works with.
func TestAProcessorMaySortAndFilterItsBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done []string
		processortest.Run(t, processor.Func(func(_ context.Context, b *processor.Batch) error {
			slices.Reverse(b.Records)
			b.Records = slices.DeleteFunc(b.Records, func(r processor.Record) bool { return string(r.Data) > "2" })
			if b.Attempt == 1 {
				return processor.FailedAt(processortest.At(2), errSick)
			}
			for _, r := range b.Records {
				done = append(done, string(r.Data))
			}
			return nil
		}), processortest.Numbered(4))
		same(t, "done", done, []string{"2"})
	})
}

// Broken by: read without behind.
func TestWhatIsStoredAsDoneIsNotDeliveredAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inside := func(sub uint64) checkpoint.Position {
			p, err := checkpoint.At("2", sub)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		records := processortest.Records("1", "2.0", "2.1", "2.2", "3")
		for i, p := range []checkpoint.Position{processortest.At(1), inside(0), inside(1), inside(2), processortest.At(3)} {
			records[i].Position = p
		}
		var done []string
		processortest.Run(t, each(&done), records, processortest.From(checkpoint.Progress{Position: inside(1)}))
		same(t, "done", done, []string{"2.2", "3"})
	})
}

// A source that begins again behind an expired iterator brings records twice.
// Broken by: floor that is the stored position only.
func TestWhatWasReadTwiceIsDeliveredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := processortest.Numbered(4)
		src := &processortest.Source{Pages: []processor.Page{{Records: all[:3]}, {Records: all[1:3]}, {Records: all[1:], End: true}}}
		for _, manual := range []bool{false, true} {
			var done []string
			row := processortest.NewRow(checkpoint.Progress{})
			src := &processortest.Source{Pages: src.Pages}
			r := &processor.Runner{New: acknowledging{each(&done)}.new, Source: src, Committer: row, Manual: manual}
			r.Run(t.Context(), nil, nil)
			same(t, "done", done, []string{"1", "2", "3", "4"})
		}
	})
}

// acknowledging makes its processors checkpoint the end of the shard.
type acknowledging struct{ f processor.Factory }

func (a acknowledging) new(s processor.Shard) processor.RecordProcessor {
	return acknowledger{a.f(s)}
}

type acknowledger struct{ processor.RecordProcessor }

func (acknowledger) ShardEnded(ctx context.Context, in *processor.End) error {
	return in.Checkpointer.Checkpoint(ctx)
}

// Broken by: wait that sleeps to its end; interrupted that never answers stop.
func TestAStopEndsAPauseAndAWaitForRecordsAtOnce(t *testing.T) {
	for name, process := range map[string]func(context.Context, *processor.Batch) error{
		"pause":   func(context.Context, *processor.Batch) error { return errSick },
		"reading": func(context.Context, *processor.Batch) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				row := processortest.NewRow(checkpoint.Progress{})
				r := &processor.Runner{New: processor.Func(process), Committer: row,
					Source: &processortest.Source{Pages: processortest.Paged(processortest.Records("a"), 1)}}
				stopping, out := make(chan struct{}), make(chan processor.Outcome, 1)
				go func() { out <- r.Run(t.Context(), stopping, nil) }()
				time.Sleep(time.Hour)
				close(stopping)
				began := time.Now()
				if o := <-out; o.How != processor.Stopped || time.Since(began) != 0 {
					t.Errorf("%v after %v, want stopped at once", o.How, time.Since(began))
				}
			})
		})
	}
}

// A stop does not cut a transaction in half.
// Broken by: a batch whose context ends with reading.
func TestAStopLetsTheBatchUnderWayFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		row := processortest.NewRow(checkpoint.Progress{})
		stopping := make(chan struct{})
		r := &processor.Runner{
			New: processor.Func(func(ctx context.Context, b *processor.Batch) error {
				close(stopping)
				time.Sleep(time.Hour)
				return ctx.Err()
			}),
			Source:    &processortest.Source{Pages: processortest.Paged(processortest.Numbered(4), 2)},
			Committer: row, Held: row.Held, Finish: row.Finish,
		}
		out := r.Run(t.Context(), stopping, nil)
		if out.How != processor.Stopped || out.Progress.Position != processortest.At(2) {
			t.Errorf("%v at %v, want stopped at 2", out.How, out.Progress.Position)
		}
	})
}

// When time is up for user code but the lease is held, what was done is still stored: nothing is
// released under running user code, and nothing done is thrown away.
// Broken by: lostBy that looks at the context though Held is there; call that waits on after its
// context ended as before; Each that goes on.
func TestWhenTimeIsUpTheProgressIsStillWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		timeout := errors.New("the stop took too long")
		ctx, cancel := context.WithCancelCause(t.Context())
		row := processortest.NewRow(checkpoint.Progress{})
		stopping := make(chan struct{})
		var told []processor.Event
		r := &processor.Runner{
			New: processor.Each(func(ctx context.Context, r *processor.Record) error {
				if string(r.Data) == "2" {
					close(stopping)
					time.AfterFunc(90*time.Second, func() { cancel(timeout) })
					time.Sleep(95 * time.Second) // and looks at its context only then
				}
				return nil
			}),
			Source:    &processortest.Source{Pages: processortest.Paged(processortest.Numbered(3), 3)},
			Committer: row, Held: row.Held, Finish: row.Finish,
			Observe: func(e processor.Event) { told = append(told, e) },
		}
		out := r.Run(ctx, stopping, nil)
		if out.How != processor.Stopped || out.Cause != timeout || row.Progress().Position != processortest.At(2) {
			t.Errorf("%v with cause %v at %v, want stopped with the timeout at 2", out.How, out.Cause, row.Progress().Position)
		}
		overdue := func(e processor.Event) bool { s, is := e.(processor.Slow); return is && s.Cause == timeout }
		if !slices.ContainsFunc(told, overdue) {
			t.Errorf("no event tells that the call outlives its context: %v", told)
		}
	})
}

// SHARD_END that could not be written is a lost lease, and the last call says so.
// Broken by: writeLast that passes over the error of Finish.
func TestAnEndThatIsNotWrittenIsALostLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		row := processortest.NewRow(checkpoint.Progress{})
		var cause error
		r := &processor.Runner{
			New:    func(s processor.Shard) processor.RecordProcessor { return &losing{lost: &cause} },
			Source: &processortest.Source{Pages: []processor.Page{{End: true}}}, Committer: row, Held: row.Held,
			Finish: func(processor.Outcome) error { return errSick },
		}
		if out := r.Run(t.Context(), nil, nil); out.How != processor.LeaseLost || cause != errSick || out.Progress.Position.IsShardEnd() {
			t.Errorf("%v at %v, LeaseLost was told %v; want lease lost, told why", out.How, out.Progress.Position, cause)
		}
	})
}

type losing struct {
	processor.Defaults
	lost *error
}

func (*losing) ProcessRecords(context.Context, *processor.Batch) error { return nil }
func (l *losing) LeaseLost(_ context.Context, in *processor.Lost)      { *l.lost = in.Cause }

// Broken by: read that passes over pages without records.
func TestAnIdleShardAdvances(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, manual := range []bool{false, true} {
			row := processortest.NewRow(checkpoint.Progress{Position: processortest.At(7)})
			noon := processortest.Start.Add(12 * time.Hour)
			src := &processortest.Source{Pages: []processor.Page{{Done: noon}, {Done: noon.Add(-time.Hour)}}}
			stopping := make(chan struct{})
			src.Before = func(n int) {
				if n == 2 {
					close(stopping)
				}
			}
			r := &processor.Runner{New: each(new([]string)), Source: src, Committer: row, Finish: row.Finish, Position: processortest.At(7), Manual: manual}
			r.Run(t.Context(), stopping, nil)
			if p := row.Progress(); p.Position != processortest.At(7) || !p.Done.Equal(noon) {
				t.Errorf("manual %t: %v done until %v, want 7 until noon", manual, p.Position, p.Done)
			}
		}
	})
}

// Broken by: saw left out; call without begin; a limit of call that does not grow.
func TestStatusTellsInWhichCallAShardHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		row, stopping, release := processortest.NewRow(checkpoint.Progress{}), make(chan struct{}), make(chan struct{})
		var slow []time.Duration
		r := &processor.Runner{
			New:       processor.Func(func(context.Context, *processor.Batch) error { <-release; return nil }),
			Source:    &processortest.Source{Pages: processortest.Paged(processortest.Records("a", "b"), 1)},
			Committer: row,
			Observe: func(e processor.Event) {
				if s, is := e.(processor.Slow); is {
					slow = append(slow, s.For)
				}
			},
		}
		done := make(chan struct{})
		go func() { r.Run(t.Context(), stopping, nil); close(done) }()
		began := time.Now()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		s := r.Status()
		if s.State != "processing" || s.Call != "ProcessRecords" || !s.CallSince.Equal(began) || s.Behind != time.Second {
			t.Errorf("status %+v, want ProcessRecords since %v, 1s behind", s, began)
		}
		same(t, "slow", slow, []time.Duration{time.Minute, 3 * time.Minute, 7 * time.Minute})
		close(stopping)
		close(release)
		<-done
		if s := r.Status(); s.State != "done" || s.Call != "" || s.Position != processortest.At(1) {
			t.Errorf("status %+v, want done at 1", s)
		}
	})
}

// The end of a shard names who goes on, to user code and to the last write.
// Broken by: storeEnd without the children.
func TestTheEndNamesTheChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		var written processor.Outcome
		s := &script{end: func(_ context.Context, in *processor.End) error { told = in.Children; return nil }}
		children := []processor.Child{{ID: "b", Parents: []string{"a"}}, {ID: "c", Parents: []string{"a"}}}
		src := &processortest.Source{Pages: []processor.Page{{End: true, Children: children}}}
		r := &processor.Runner{New: s.new, Source: src, Committer: processortest.NewRow(checkpoint.Progress{}), Finish: func(o processor.Outcome) error {
			written = o
			return nil
		}}
		r.Run(t.Context(), nil, nil)
		same(t, "told", told, []string{"b", "c"})
		same(t, "written", written.Children, children)
	})
}

// User code and the last write are told the same of a stop, also if the other worker takes its
// wish back in between: the writer of the last write sees the row, and decides for itself.
// Broken by: a handover that is asked for at each use.
func TestAHandoverIsAskedForOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, told := 0, false
		s := &script{stop: func(_ context.Context, in *processor.Stop) error { told = in.Handover; return nil }}
		stopping := make(chan struct{})
		close(stopping)
		row := processortest.NewRow(checkpoint.Progress{})
		src := &processortest.Source{Before: func(int) {}}
		r := &processor.Runner{New: s.new, Source: src, Committer: row, Finish: row.Finish}
		stop := make(chan struct{})
		src.Before = func(int) { close(stop) }
		out := r.Run(t.Context(), stop, func() bool { asked++; return asked == 1 })
		if !told || !out.Handover || asked != 1 {
			t.Errorf("told %t, outcome %t, asked %d times; want true, true, 1", told, out.Handover, asked)
		}
		if out := (&processor.Runner{New: s.new, Source: src, Committer: row}).Run(t.Context(), stopping, nil); out.How != processor.Stopped {
			t.Errorf("a tenure that is to stop before it begins: %v, want stopped", out.How)
		}
	})
}

// Broken by: one without recover.
func TestAPanicOfEachFailsOnlyItsRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done []string
		report := processortest.Run(t, processor.Each(func(_ context.Context, r *processor.Record) error {
			if string(r.Data) == "3" && len(done) < 4 {
				done = append(done, "-")
				panic("poison")
			}
			done = append(done, string(r.Data))
			return nil
		}), processortest.Numbered(4))
		same(t, "done", done, []string{"1", "2", "-", "-", "3", "4"})
		panics := 0
		for _, e := range report.Events {
			if p, is := e.(processor.Panicked); is && strings.Contains(string(p.Stack), "runner_test.go") {
				panics++
			}
		}
		same(t, "panics told with their stacks", panics, 2)
	})
}

// Broken by: processed that names the first record's data.
func TestEventsNameTheShardAndNoPayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := processortest.Records("secret", "secret", "secret")
		for i := range records {
			records[i].PartitionKey, records[i].ExplicitHashKey = "secret", "secret"
		}
		n := 0
		s := &script{process: func(ctx context.Context, b *processor.Batch) error {
			switch n++; n {
			case 1:
				return processor.FailedAt(b.Records[1].Position, errSick)
			case 2:
				panic("poison")
			case 3:
				_, err := b.Checkpointer.Prepare(ctx, []byte("secret"))
				return errors.Join(err, b.Checkpointer.CheckpointAt(ctx, processortest.At(99)))
			}
			time.Sleep(time.Hour)
			return nil
		}, end: func(context.Context, *processor.End) error {
			if n++; n < 8 {
				return nil
			}
			return errSick
		}}
		report := processortest.Run(t, s.new, records, processortest.Manual(), processortest.GiveUpAfter(6))
		kinds := map[string]bool{}
		for _, e := range report.Events {
			kinds[e.Event()] = true
			text := e.LogValue().String()
			if strings.Contains(text, "secret") || !strings.Contains(text, "shardId-000000000000") {
				t.Errorf("%s: %s", e.Event(), text)
			}
		}
		same(t, "kinds of events seen: all there are", len(kinds), 10)
	})
}
