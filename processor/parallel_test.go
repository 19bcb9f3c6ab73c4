package processor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Records of a shard that run at once, in bubbles.

// keyed makes records "a1", "b2" and so on: the letter is the key.
func keyed(data ...string) []processor.Record {
	records := processortest.Records(data...)
	for i := range records {
		records[i].PartitionKey = string(records[i].Data[:1])
	}
	return records
}

// A notebook is written by several lanes.
type notebook struct {
	mu    sync.Mutex
	lines []string
}

func (n *notebook) note(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
}

func (n *notebook) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.lines)
}

// Broken by: begin that takes one lane at a time; add that makes a lane per record.
func TestKeysRunAtOnceAndOneKeyInOrderAcrossBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		began := time.Now()
		report := processortest.Run(t, processor.Parallel(3, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
			time.Sleep(time.Second)
			book.note(string(r.Data))
			return nil
		}), keyed("a1", "b2", "c3", "a4", "b5", "a6"), processortest.PageSize(2))
		lines := book.all()
		a := slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l[0] != 'a' })
		same(t, "of key a", a, []string{"a1", "a4", "a6"})
		if took := time.Since(began); took != 3*time.Second || len(lines) != 6 {
			t.Errorf("%d records in %v, want 6 in 3 s: as long as the longest lane", len(lines), took)
		}
		if report.How != processor.Ended {
			t.Errorf("%v, want ended", report.How)
		}
	})
}

// Broken by: postpone that holds the worker until the record is due.
func TestAFailingRecordIsTriedAgainInItsLaneWhileOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		tries, began := 0, time.Now()
		report := processortest.Run(t, processor.Parallel(1, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
			if string(r.Data) == "a1" {
				if tries++; tries < 4 {
					panic("sick")
				}
			}
			if book.note(string(r.Data)); r.PartitionKey == "b" && time.Since(began) > 0 {
				t.Errorf("%s waited %v for another key", r.Data, time.Since(began))
			}
			return nil
		}), keyed("a1", "b2", "a3", "b4"))
		same(t, "done", book.all(), []string{"b2", "b4", "a1", "a3"})
		if n, m := len(events[processor.RecordFailed](report)), len(events[processor.Panicked](report)); n != 3 || m != 3 {
			t.Errorf("%d record failed, %d panicked; want 3 and 3", n, m)
		}
		for _, p := range report.Saved[:len(report.Saved)-1] {
			if p.Position.IsSequence() && p.Position.Before(processortest.At(2)) {
				t.Errorf("stored %v while 1 was not done, or step by step", p.Position)
			}
		}
	})
}

// Broken by: settle that notes what Goexit ended as done; work without leave.
func TestAWorkerThatUserCodeEndedIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		report := processortest.Run(t, processor.Parallel(1, processor.ByPartitionKey, func(context.Context, *processor.Record) error {
			if tries++; tries == 1 {
				goexit()
			}
			return nil
		}), keyed("a1", "b2"))
		if report.How != processor.Ended || tries != 3 {
			t.Errorf("%v after %d calls, want ended after 3", report.How, tries)
		}
	})
}

// Broken by: fits that is always true; accept that is not called before the wait.
func TestProcessRecordsWaitsForRoomAndWhatIsDoneMeanwhileIsStored(t *testing.T) {
	for name, room := range map[string]processor.ParallelOption{"records": processor.Outstanding(2, 0), "bytes": processor.Outstanding(0, 6)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var begun notebook
				w := tenant(t, processor.Parallel(8, processor.ByPartitionKey, func(ctx context.Context, r *processor.Record) error {
					begun.note(string(r.Data))
					time.Sleep(time.Second)
					return nil
				}, room), keyed("a1", "b2", "c3", "d4", "e5"))
				time.Sleep(500 * time.Millisecond)
				if got := len(begun.all()); got != 2 {
					t.Errorf("%d begun, want 2: there is room for two", got)
				}
				time.Sleep(time.Second)
				if got := w.row.Progress().Position; got != processortest.At(2) {
					t.Errorf("stored %v while the call waits, want 2", got)
				}
				w.stop()
				if out := <-w.out; out.How != processor.Stopped || w.row.Progress().Position != processortest.At(4) {
					t.Errorf("%v at %v, want stopped at 4: what was taken over is finished, the rest is another's", out.How, w.row.Progress().Position)
				}
			})
		})
	}
}

// Broken by: refusal that does not tell; add that does not resume.
func TestAVerdictOfARecordHaltsTheShardAndResumeTriesItAgain(t *testing.T) {
	for name, verdict := range map[string]func(error) error{"final": processor.Final, "halt": processor.HaltShard, "stop": processor.StopWorker} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var book notebook
				sick := true
				w := tenant(t, processor.Parallel(2, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
					if sick && string(r.Data) == "a1" {
						return processor.FailedAt(processortest.At(3), verdict(errSick))
					}
					book.note(string(r.Data))
					return nil
				}), keyed("a1", "b2", "a3"), keyed("b4"))
				time.Sleep(time.Minute)
				s := w.runner.Status()
				if !s.Halted || !strings.Contains(s.Err, errSick.Error()) || !strings.Contains(s.Err, "record at 1") {
					t.Errorf("halted %t: %q; want why", s.Halted, s.Err)
				}
				if name == "stop" && (!errors.Is(w.ended, errSick) || !processor.IsStopWorker(w.ended)) {
					t.Errorf("the worker ends with %v, want StopWorker of %v", w.ended, errSick)
				}
				sick = false
				w.runner.Resume()
				time.Sleep(time.Minute)
				w.stop()
				if <-w.out; w.row.Progress().Position != processortest.At(4) {
					t.Errorf("at %v, want 4; done %v", w.row.Progress().Position, book.all())
				}
			})
		})
	}
}

// The runner hears of a record with another batch: whoever is in between must not take that one away.
// Broken by: verdictAbout that keeps Final.
func TestAVerdictOfAnEarlierRecordIsNotTakenForOneOfTheBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var letters notebook
		sink := sinkFunc(func(_ context.Context, l *processor.Letter) error { letters.note(string(l.Record.Data)); return nil })
		parallel := processor.Parallel(2, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
			if r.PartitionKey == "a" {
				return processor.Final(errSick)
			}
			return nil
		})
		w := tenant(t, processor.DeadLetter(sink)(parallel), keyed("a1"), keyed("b2", "b3"))
		pass(time.Minute)
		if s := w.runner.Status(); !s.Halted || len(letters.all()) > 0 {
			t.Errorf("halted %t, letters %v; want halted, and none", s.Halted, letters.all())
		}
		w.stop()
		<-w.out
	})
}

// Broken by: ShardEnded that does not look for a verdict.
func TestAVerdictIsToldAtTheEndOfTheShardToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := processortest.Run(t, processor.Parallel(2, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
			time.Sleep(time.Second)
			if r.PartitionKey == "a" {
				return processor.Final(errSick)
			}
			return nil
		}), keyed("a1", "b2"), processortest.GiveUpAfter(1))
		halted := events[processor.Halted](report)
		if len(halted) != 1 || !errors.Is(halted[0].Err, errSick) || report.How != processor.Stopped || report.Progress.Position.IsSequence() {
			t.Errorf("%v at %v, halted %v; want stopped before 1, once for %v", report.How, report.Progress.Position, halted, errSick)
		}
	})
}

// Broken by: end that does not wait; end that does not cancel.
func TestALostLeaseCancelsEveryLaneAndWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		w := tenant(t, processor.Parallel(2, processor.ByPartitionKey, func(ctx context.Context, r *processor.Record) error {
			<-ctx.Done()
			time.Sleep(3 * time.Second) // it takes its time
			book.note(fmt.Sprint(context.Cause(ctx)))
			return nil
		}), keyed("a1", "b2", "c3", "d4"))
		time.Sleep(time.Minute)
		w.lose()
		out := <-w.out
		same(t, "causes", book.all(), []string{processortest.ErrLost.Error(), processortest.ErrLost.Error()})
		if out.How != processor.LeaseLost || w.row.Late() != 0 {
			t.Errorf("%v, %d late writes; want lease lost, none", out.How, w.row.Late())
		}
		if slow := w.slow(); len(slow) < 2 || slow[len(slow)-1].Cause != processortest.ErrLost {
			t.Errorf("slow: %v; want the lanes that outlive the lease", slow)
		}
	})
}

// Broken by: survey that shows nothing; shift.begin that sets no time.
func TestARecordThatRunsForOverAMinuteIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := tenant(t, processor.Parallel(2, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
			if r.PartitionKey == "a" {
				time.Sleep(10 * time.Minute)
			}
			return nil
		}), keyed("a1", "b2"))
		time.Sleep(5 * time.Minute)
		slow := w.slow()
		w.stop()
		<-w.out
		if len(slow) != 2 || slow[0].For != time.Minute || slow[0].Cause != nil || slow[1].For != 3*time.Minute {
			t.Errorf("slow: %v; want one after a minute, one after three", slow)
		}
	})
}

// Broken by: ShutdownRequested that does not cancel when its context ends; stopRetries that does nothing.
func TestAStopFinishesWhatHasNotFailedWithinItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		w := tenant(t, processor.Parallel(3, processor.ByPartitionKey, func(ctx context.Context, r *processor.Record) error {
			switch r.PartitionKey {
			case "b":
				book.note("b3 fails")
				return processor.RetryAfter(errSick, time.Second)
			case "c":
				<-ctx.Done()
				return context.Cause(ctx)
			}
			time.Sleep(time.Second)
			book.note(string(r.Data))
			return nil
		}), keyed("a1", "a2", "b3", "a4", "c5"))
		time.Sleep(100 * time.Millisecond)
		w.stop()
		time.Sleep(20 * time.Second)
		w.cancel(errors.New("time is up"))
		out := <-w.out
		same(t, "done", book.all(), []string{"b3 fails", "a1", "a2", "a4"})
		if out.How != processor.Stopped || w.row.Progress().Position != processortest.At(2) {
			t.Errorf("%v at %v, want stopped at 2", out.How, w.row.Progress().Position)
		}
	})
}

// Broken by: run that makes the adapters anew for each attempt.
func TestAdaptersInALaneSeeOneRecordAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var letters notebook
		puts := 0
		sink := sinkFunc(func(_ context.Context, l *processor.Letter) error {
			if puts++; puts == 1 {
				return errSick // it is tried again, and user code is left alone meanwhile
			}
			letters.note(fmt.Sprintf("%s after %d", l.Record.Data, l.Attempts))
			return nil
		})
		report := processortest.Run(t, processor.Parallel(4, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
			if r.PartitionKey == "a" {
				return errSick
			}
			return nil
		}, processor.InEachLane(processor.DeadLetter(sink), processor.Retry(processor.RetryPolicy{Attempts: 3}))), keyed("a1", "b2", "a3"))
		same(t, "letters", letters.all(), []string{"a1 after 3", "a3 after 3"})
		if report.How != processor.Ended {
			t.Errorf("%v, want ended", report.How)
		}
	})
}

// Broken by: key that is called outside of try: what was taken over before would come again.
func TestAKeyThatPanicsFailsItsRecordOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		tries := 0
		processortest.Run(t, processor.Parallel(2, func(r *processor.Record) string {
			if tries++; tries == 2 {
				panic("no key")
			}
			return r.PartitionKey
		}, func(_ context.Context, r *processor.Record) error { book.note(string(r.Data)); return nil }), keyed("a1", "a2"))
		same(t, "done", book.all(), []string{"a1", "a2"})
	})
}

// Broken by: task that does not clone.
func TestClonedRecordsOutliveTheirPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var book notebook
		records := keyed("a1", "a2")
		w := tenant(t, processor.Parallel(1, processor.ByPartitionKey, func(_ context.Context, r *processor.Record) error {
			time.Sleep(2 * time.Second)
			book.note(string(r.Data))
			return nil
		}, processor.Cloned()), records)
		pass(time.Second)
		copy(records[1].Data, "XX") // the page is used again
		pass(time.Minute)
		w.stop()
		<-w.out
		same(t, "done", book.all(), []string{"a1", "a2"})
	})
}

// Broken by: checkpoint that does nothing; ShardEnded without one.
func TestByHandTheEndIsCheckpointedByParallelItself(t *testing.T) {
	f := processor.Parallel(2, processor.ByPartitionKey, func(context.Context, *processor.Record) error { return nil })
	synctest.Test(t, func(t *testing.T) {
		if report := processortest.Run(t, f, keyed("a1", "b2"), processortest.Manual()); report.How != processor.Ended {
			t.Errorf("%v, want ended", report.How)
		}
		report := processortest.Run(t, f, keyed("a1", "b2"), processortest.Manual(), processortest.Stopped())
		if report.Progress.Position != processortest.At(2) {
			t.Errorf("stopped at %v, want 2", report.Progress.Position)
		}
	})
}

type sinkFunc func(context.Context, *processor.Letter) error

func (f sinkFunc) Put(ctx context.Context, l *processor.Letter) error { return f(ctx, l) }
