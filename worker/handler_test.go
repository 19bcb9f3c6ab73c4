package worker_test

// What probes are told, and what events tell of a run's beginning and end.

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// page asks a worker's handler.
func page(w *worker.Worker, path string) (code int, body string) {
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

func (f *fleet) wantPage(m *member, path string, code int, says string) {
	f.Helper()
	if got, body := page(m.Worker, path); got != code || !strings.Contains(body, says) {
		f.Errorf("%s: %d, %q; want %d and %q in it", path, got, body, code, says)
	}
}

// Broken by: a liveness that looks at AWS; a readiness that does not.
func TestLivenessNeverDependsOnAWSAndReadinessDoes(t *testing.T) {
	play(t, 2, func(f *fleet) {
		a := f.join("a")
		f.wantPage(a, "/livez", 200, "ok")
		f.wantPage(a, "/readyz", 503, "not ready: Run has not started")
		f.settles(2, time.Second)
		f.wantPage(a, "/readyz", 200, "ok")
		a.plug.Cut()
		for range 60 {
			time.Sleep(10 * time.Second)
			f.wantPage(a, "/livez", 200, "ok")
		}
		f.wantPage(a, "/readyz", 503, "not ready: the lease table has failed for 9m")
		a.plug.Mend()
		time.Sleep(2 * time.Minute)
		f.wantPage(a, "/readyz", 200, "ok")
	})
}

// Broken by: a lease loop that waits for user code; one that must go round while Run ends.
func TestLivenessDoesNotDependOnUserCode(t *testing.T) {
	play(t, 2, func(f *fleet) {
		release, why := make(chan struct{}), make(chan error, 8)
		a := f.join("a", func(w *member) {
			w.StopTimeout = 10 * time.Minute
			w.Processor = func(s processor.Shard) processor.RecordProcessor {
				return w.hanging(func(string) bool { return true }, release, why)(s)
			}
		})
		f.put(20)
		time.Sleep(10 * time.Minute)
		f.wantPage(a, "/livez", 200, "ok")
		a.stop()
		a.plug.Cut()
		time.Sleep(5 * time.Minute) // a stop that waits for user code is alive, and takes no traffic
		f.wantPage(a, "/livez", 200, "ok")
		f.wantPage(a, "/readyz", 503, "the worker stops")
		close(release)
		if err := f.ends("a", time.Minute); err != nil {
			f.Errorf("Run: %v", err)
		}
	})
}

func TestReadinessSaysWhenKinesisFails(t *testing.T) {
	play(t, 1, func(f *fleet) {
		a := f.join("a")
		f.settles(1, time.Second)
		fault := f.emu.Fail("DescribeStreamSummary", emulator.AccessDenied)
		time.Sleep(3 * time.Minute)
		f.wantPage(a, "/readyz", 503, "kinesis:DescribeStreamSummary on stream orders is not allowed")
		fault.Remove()
		time.Sleep(3 * time.Minute)
		f.wantPage(a, "/readyz", 200, "ok")
	})
}

// Broken by: a readiness that looks at the control plane alone; the service's error without what to
// do; not ready for a throttle, or for one shard of several.
func TestReadinessSaysWhenNoShardCanBeRead(t *testing.T) {
	play(t, 2, func(f *fleet) {
		a := f.join("a")
		f.settles(2, time.Second)
		throttle := f.emu.Fail("GetRecords", emulator.Throttled)
		time.Sleep(3 * time.Minute)
		f.wantPage(a, "/readyz", 200, "ok")
		throttle.Remove()
		one := f.emu.Fail("GetRecords", emulator.AccessDenied, emulator.OnShard("shardId-000000000000"))
		time.Sleep(3 * time.Minute)
		f.wantPage(a, "/readyz", 200, "ok")
		one.Remove()
		all := f.emu.Fail("GetRecords", emulator.AccessDenied)
		time.Sleep(30 * time.Second)
		f.wantPage(a, "/readyz", 200, "ok")
		time.Sleep(2 * time.Minute)
		f.wantPage(a, "/readyz", 503, "reads of all 2 shards held here have failed for 2m")
		f.wantPage(a, "/readyz", 503, `"Action": ["kinesis:GetRecords"], "Resource": "arn:aws:kinesis:us-east-1:*:stream/orders"`)
		s := a.Status().Shards[0]
		if s.Code != worker.Unreachable || !strings.Contains(s.Why, `"Action": ["kinesis:GetRecords"]`) {
			f.Errorf("Status: %s, %q; want unreachable and the statement to add", s.Code, s.Why)
		}
		events := eventsOf[fanout.ReadFailed](a)
		if last := events[len(events)-1]; !strings.Contains(last.Err.Error(), `"Effect": "Allow"`) {
			f.Errorf("event: %v, want the statement to add", last.Err)
		}
		all.Remove()
		time.Sleep(30 * time.Second)
		f.wantPage(a, "/readyz", 200, "ok")
	})
}

func TestStatuszIsStatusAsJSON(t *testing.T) {
	play(t, 2, func(f *fleet) {
		a := f.join("a")
		f.settles(2, time.Second)
		code, body := page(a.Worker, "/statusz")
		var got struct {
			Worker string `json:"worker"`
			Ready  bool   `json:"ready"`
			Fleet  struct {
				Leases map[string]int `json:"leases"`
			} `json:"fleet"`
			Shards []struct {
				Shard, Code, Why string
			} `json:"shards"`
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil || code != 200 {
			f.Fatalf("/statusz: %d, %v", code, err)
		}
		if got.Worker != "a" || !got.Ready || got.Fleet.Leases["owned"] != 2 || len(got.Shards) != 2 || got.Shards[1].Code != "reading" {
			f.Errorf("/statusz: %s", body)
		}
	})
}

// Broken by: Started before the first pass.
func TestStartedAndStoppedComeOnceEach(t *testing.T) {
	play(t, 3, func(f *fleet) {
		a := f.join("a")
		f.settles(3, time.Second)
		started := eventsOf[worker.Started](a)
		if len(started) != 1 || started[0].Leases != 3 || started[0].Worker != "a" || started[0].Stream != "orders" || started[0].After > time.Second {
			f.Errorf("Started: %+v, want one with all three leases within a second", started)
		}
		if made := eventsOf[worker.TableCreated](a); len(made) != 1 || made[0].Table != "billing" {
			f.Errorf("TableCreated: %+v, want one of billing", made)
		}
		f.leave("a")
		if stopped := eventsOf[worker.Stopped](a); len(stopped) != 1 || stopped[0].Err != nil {
			f.Errorf("Stopped: %+v, want one without an error", stopped)
		}
		b := f.join("b")
		f.settles(3, 5*time.Second)
		if made := eventsOf[worker.TableCreated](b); len(made) != 0 {
			f.Errorf("TableCreated: %+v of a table that is there", made)
		}
		f.stream.Recreate()
		err := f.ends("b", 5*time.Minute)
		if stopped := eventsOf[worker.Stopped](b); len(stopped) != 1 || err == nil || stopped[0].Err != err {
			f.Errorf("Stopped: %+v, want one with Run's error %v", stopped, err)
		}
	})
}
