package emulator_test

// Faults, seen by the SDK's client and by observers.

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

func (w world) put(ctx context.Context, data string) error {
	_, err := w.api.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte(data)})
	return err
}

// all is everything in shard 0, read backstage so that no fault is in the way.
func (w world) all() string {
	w.Helper()
	api := client(w.emu.Backstage())
	it := must[*kinesis.GetShardIteratorOutput](w)(api.GetShardIterator(w.Context(), &kinesis.GetShardIteratorInput{
		StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: types.ShardIteratorTypeTrimHorizon}))
	return data(must[*kinesis.GetRecordsOutput](w)(api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: it.ShardIterator})))
}

// Broken by: After without effect; Times without effect.
func TestFailRefusesTheCallsItIsFor(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		hook := w.emu.Fail("PutRecord", emulator.Throttled, emulator.After(1), emulator.Times(2))
		var got []string
		for _, data := range []string{"1", "2", "3", "4"} {
			got = append(got, refusal(w.put(t.Context(), data)))
		}
		const refused = "ProvisionedThroughputExceededException"
		if want := ", " + refused + ", " + refused + ", "; strings.Join(got, ", ") != want {
			t.Errorf("answers %v, want %s", got, want)
		}
		if w.all() != "1 4" || hook.Count() != 2 {
			t.Errorf("the stream has %q, the hook counts %d", w.all(), hook.Count())
		}
	})
}

func TestFaultsLookLikeTheServicesOwn(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		it := w.iterator(shard0, types.ShardIteratorTypeLatest)
		fail := func(f emulator.Fault) error {
			hook := w.emu.Fail("*", f)
			defer hook.Remove()
			_, err := w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &it})
			return err
		}
		if err := fail(emulator.ExpiredIterator); !isError[*types.ExpiredIteratorException](err) {
			t.Errorf("ExpiredIterator: %v", err)
		}
		if err := fail(emulator.InternalFailure); !isError[*types.InternalFailureException](err) || !strings.Contains(err.Error(), "StatusCode: 500") {
			t.Errorf("InternalFailure: %v", err)
		}
		if err := fail(emulator.ResourceNotFound); !isError[*types.ResourceNotFoundException](err) {
			t.Errorf("ResourceNotFound: %v", err)
		}
		for fault, want := range map[emulator.Fault]string{
			emulator.LimitExceeded: "LimitExceededException", emulator.ServiceUnavailable: "ServiceUnavailable",
			emulator.AccessDenied: "AccessDeniedException", emulator.ExpiredToken: "ExpiredTokenException",
			emulator.NewFault(418, "Teapot", "short and stout"): "Teapot", "nonsense": "nonsense",
		} {
			if err := fail(fault); refusal(err) != want {
				t.Errorf("%s: %v", fault, err)
			}
		}
		w.read(it) // all hooks are removed
	})
}

func isError[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// Broken by: DropAnswer before the effect; DropRequest after it; RefuseAfter without effect.
func TestEffectAndAnswerAreTwoThings(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		for _, c := range []struct {
			name string
			hook func(string, ...emulator.Option) *emulator.Hook
			want string // what the stream has in the end
		}{
			{"request lost", w.emu.DropRequest, ""},
			{"answer lost", w.emu.DropAnswer, "answer lost"},
			{"refused after the effect", func(op string, opts ...emulator.Option) *emulator.Hook {
				return w.emu.FailAfter(op, emulator.InternalFailure, opts...)
			}, "answer lost refused after the effect"},
		} {
			hook := c.hook("PutRecord", emulator.OnStream("orders"))
			err := w.put(t.Context(), c.name)
			if err == nil || c.name != "refused after the effect" && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("%s: %v", c.name, err)
			}
			hook.Remove()
			if got := w.all(); got != c.want {
				t.Errorf("%s: the stream has %q, want %q", c.name, got, c.want)
			}
		}
	})
}

// A client that retries writes twice what was answered to nobody: at least once is all it gets.
func TestARetryAfterALostAnswerWritesTwice(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		w.emu.DropAnswer("PutRecord", emulator.Times(1))
		var attempts []int
		w.emu.Observe("PutRecord", func(c emulator.Call) { attempts = append(attempts, c.Attempt) })
		w.api = kinesis.NewFromConfig(w.emu.Config()) // retries
		if err := w.put(t.Context(), "x"); err != nil {
			t.Fatal(err)
		}
		if w.all() != "x x" || len(attempts) != 2 || attempts[1] != 2 {
			t.Errorf("the stream has %q after attempts %v", w.all(), attempts)
		}
	})
}

// Broken by: both delays before the effect; a refusal that takes no time; time read when the call came.
func TestDelaysLieBeforeAndAfterTheEffect(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		w.emu.Delay("*", 20*time.Millisecond, 5*time.Millisecond)
		w.emu.Delay("PutRecord", 100*time.Millisecond, 0)
		var seen emulator.Call
		w.emu.Observe("PutRecord", func(c emulator.Call) { seen = c })
		start := time.Now()
		if err := w.put(t.Context(), "x"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 125*time.Millisecond || seen.Effect.Sub(start) != 120*time.Millisecond || seen.End.Sub(start) != took {
			t.Errorf("the call took %v, its effect came after %v", took, seen.Effect.Sub(start))
		}
		w.emu.Fail("PutRecord", emulator.Throttled, emulator.Times(1))
		w.emu.Fail("PutRecord", emulator.AccessDenied, emulator.Times(1))
		start = time.Now()
		err := w.put(t.Context(), "refused")
		if took := time.Since(start); took != 125*time.Millisecond || refusal(err) != "ProvisionedThroughputExceededException" || !seen.Effect.IsZero() {
			t.Errorf("the refusal %v took %v", err, took)
		}
		start = time.Now()
		orders.Put("k", "y")
		if took := time.Since(start); took != 0 {
			t.Errorf("the test's own hands took %v", took)
		}
	})
}

// Broken by: a wait that does not end with the context; a stubborn one that does.
func TestAStubbornDelayLetsARequestArriveLate(t *testing.T) {
	for _, stubborn := range []bool{false, true} {
		inBubble(t, func(t *testing.T, w world) {
			w.emu.Stream("orders", 1)
			var opts []emulator.Option
			if stubborn {
				opts = append(opts, emulator.Stubborn())
			}
			w.emu.Delay("PutRecord", time.Minute, 0, opts...)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			err := w.put(ctx, "late")
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("the client gave up after %v with %v", time.Since(start), err)
			}
			time.Sleep(2 * time.Minute)
			if got := w.all(); (got == "late") != stubborn {
				t.Errorf("stubborn %v: the stream has %q", stubborn, got)
			}
		})
	}
}

func TestHooksAreNarrowedByWhatACallIsAbout(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 2)
		w.emu.Stream("bills", 1)
		first, second := w.iterator(shard0, types.ShardIteratorTypeLatest), w.iterator(shard1, types.ShardIteratorTypeLatest)
		plug := w.emu.Plug()
		plugged := client(plug.Config())
		read := func(api *kinesis.Client, it string) bool {
			_, err := api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &it})
			return err == nil
		}
		for _, c := range []struct {
			name          string
			option        emulator.Option
			want0, want1  bool
			wantByTheWire bool
		}{
			{"OnShard", emulator.OnShard(shard0), false, true, false},
			{"OnStream", emulator.OnStream("orders"), false, false, false},
			{"OnStream of another", emulator.OnStream("bills"), true, true, true},
			{"Through", emulator.Through(plug), true, true, false},
			{"Where", emulator.Where(func(c *emulator.Call) bool { return string(c.Member("ShardIterator")) == `"`+second+`"` }), true, false, true},
		} {
			hook := w.emu.Fail("GetRecords", emulator.InternalFailure, c.option)
			if got0, got1, got := read(w.api, first), read(w.api, second), read(plugged, first); got0 != c.want0 || got1 != c.want1 || got != c.wantByTheWire {
				t.Errorf("%s: shard 0 answered %v, shard 1 %v, through the plug %v", c.name, got0, got1, got)
			}
			hook.Remove()
			time.Sleep(time.Second)
		}
	})
}

func TestAHookMayWaitAndDecide(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		release := make(chan struct{})
		hook := w.emu.Hook("PutRecord", func(ctx context.Context, c *emulator.Call) {
			select {
			case <-release:
				c.HoldAnswer(func(context.Context) { time.Sleep(time.Hour) })
			case <-ctx.Done():
				c.Drop()
			}
		}, emulator.Times(1))
		done := make(chan error, 1)
		start := time.Now()
		go func() { done <- w.put(t.Context(), "held") }()
		synctest.Wait()
		if err := w.put(t.Context(), "passes"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		close(release)
		if err := <-done; err != nil || time.Since(start) != time.Hour+time.Minute || hook.Count() != 1 {
			t.Errorf("after %v: %v, count %d", time.Since(start), err, hook.Count())
		}
	})
}

func TestHooksMayComeAndGoWhileCallsAreMade(t *testing.T) {
	var emu emulator.Emulator
	stop := make(chan struct{})
	go func() {
		defer close(stop)
		for range 200 {
			emu.Fail("ListStreams", emulator.Throttled).Remove()
		}
	}()
	api := client(emu.Config())
	var calls atomic.Int64
	emu.Observe("*", func(emulator.Call) { calls.Add(1) })
	for range 50 {
		_, _ = api.ListStreams(t.Context(), &kinesis.ListStreamsInput{}) // refused or not
	}
	<-stop
	if calls.Load() != 50 {
		t.Errorf("%d calls were observed, want 50", calls.Load())
	}
}

func TestTheLastCallsAreRemembered(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		for range 100 {
			_ = w.put(t.Context(), "secret")
		}
		w.emu.DropAnswer("PutRecord", emulator.Times(1))
		_ = w.put(t.Context(), "secret")
		_, _ = w.api.DescribeStream(t.Context(), &kinesis.DescribeStreamInput{StreamName: new("bills")})
		calls := w.emu.Calls()
		last, before := calls[len(calls)-1], calls[len(calls)-2]
		if len(calls) != 64 || last.Error != "ResourceNotFoundException" || last.Stream != "bills" || !before.Dropped || before.Body != nil {
			t.Errorf("%d calls, the last two %v and %v", len(calls), &before, &last)
		}
		const want = "00:00:00.000 000000000000 PutRecord orders: done, answer lost"
		if before.String() != want {
			t.Errorf("%s, want %s", before.String(), want)
		}
		report := w.emu.Report()
		if !strings.Contains(report, "orders: ACTIVE, 1 of 1 shard open, 101 records") || !strings.Contains(report, want) || strings.Contains(report, "secret") {
			t.Errorf("the report is\n%s", report)
		}
	})
}
