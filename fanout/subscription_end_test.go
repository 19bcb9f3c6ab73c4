package fanout

// How subscriptions end, and how it is known.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: a clean end that is an error of another kind; an exception that is taken for an event.
func TestTheEndSaysWhatItWas(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*listeners) int
		want ending
		says string
	}{
		"clean":            {func(w *listeners) int { return w.emu.EndSubscriptions() }, ended, "the subscription ended"},
		"cut":              {func(w *listeners) int { return w.emu.BreakSubscriptions() }, broken, "reset"},
		"internal failure": {func(w *listeners) int { return w.emu.FailSubscriptions(emulator.InternalFailure) }, broken, "Internal Service Failure"},
		"taken over":       {func(w *listeners) int { return w.emu.FailSubscriptions(emulator.ResourceInUse) }, takenOver, "in use"},
		"not found":        {func(w *listeners) int { return w.emu.FailSubscriptions(emulator.ResourceNotFound) }, missing, "not found"},
		"key": {func(w *listeners) int {
			return w.emu.FailSubscriptions(emulator.NewFault(400, "KMSDisabledException", "the key is disabled"))
		}, locked, "the key is disabled"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newListeners(t)
				s := w.begin(fromHorizon)
				w.want(s)
				if n := c.end(w); n != 1 {
					t.Fatalf("%d subscriptions end, want 1", n)
				}
				_, err := w.wantEnd(s, c.want)
				if !strings.Contains(err.Error(), c.says) {
					t.Errorf("it says %q, which lacks %q", err, c.says)
				}
				if _, is := errors.AsType[smithy.APIError](err); is != errors.Is(err, errInStream) {
					t.Errorf("%v: in the stream = %t, of the service = %t", err, !is, is)
				}
				s.close()
				if n := w.http.open(); n != 0 {
					t.Errorf("%d bodies are open", n)
				}
				wantNoGoroutines(t, "at the end")
			})
		})
	}
}

// Broken by: a bound of our own below the service's five minutes.
func TestTheServiceEndsASubscriptionAfterFiveMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		began := time.Now()
		w.wantEnd(w.begin(fromHorizon), ended)
		if lasted := time.Since(began); lasted != 5*time.Minute {
			t.Errorf("it lasted %v", lasted)
		}
	})
}

// Broken by: a call that a bound of five seconds of our own keeps back; an exception by its text.
func TestTheNewestSubscriptionTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		older := w.begin(fromHorizon)
		at := behind(w.want(older).page.Next)
		if _, err := w.subscribe(t.Context(), w.arn, shard0, at); endingOf(err) != inUse {
			t.Errorf("within five seconds: %v", err)
		}
		time.Sleep(subscribeEvery)
		newer := w.begin(at)
		w.wantEnd(older, takenOver)
		w.orders.Put("k", "d")
		for e := w.want(newer); said(e) != "d"; e = w.want(newer) {
			if len(e.records) > 0 {
				t.Fatalf("the newer one got %q", said(e))
			}
		}
	})
}

// Broken by: no deadline; one that a heart-beat does not put off.
func TestAHalfOpenSubscriptionIsFound(t *testing.T) {
	for _, bytes := range []int{0, 5, 12, 100, 250} { // before the header of the first message, within it, within an event
		t.Run(fmt.Sprint(bytes), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newListeners(t)
				w.http.body = func(out *http.Response) { out.Body = newMute(out.Body, bytes) }
				s := w.begin(fromHorizon)
				began := time.Now()
				w.wantEnd(s, silent)
				if found := time.Since(began); found != silence {
					t.Errorf("it was found after %v, want %v", found, silence)
				}
				s.close()
				wantNoGoroutines(t, "after silence")
			})
		})
	}
}

// A mute body gives so many bytes, and then nothing until it is closed.
type mute struct {
	io.ReadCloser
	left   int
	closed chan struct{}
	once   sync.Once
}

func newMute(body io.ReadCloser, bytes int) *mute {
	return &mute{ReadCloser: body, left: bytes, closed: make(chan struct{})}
}

func (m *mute) Read(p []byte) (int, error) {
	if m.left == 0 {
		<-m.closed
		return 0, errors.New("closed by its reader")
	}
	n, err := m.ReadCloser.Read(p[:min(len(p), m.left)])
	m.left -= n
	return n, err
}

func (m *mute) Close() error {
	m.once.Do(func() { close(m.closed) })
	return m.ReadCloser.Close()
}

// Broken by: a bound of the call that goes on to bound the subscription, or one that there is not.
func TestTheBoundOfTheCallIsNotTheSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		s := w.begin(fromHorizon)
		for range 5 { // 20 s
			w.want(s)
		}
		slow := w.emu.Delay("SubscribeToShard", time.Hour, 0)
		defer slow.Remove()
		began := time.Now()
		_, err := w.subscribe(t.Context(), w.arn, shard0, fromHorizon)
		if took := time.Since(began); took != w.attempt || !errors.Is(err, errOvertime) || endingOf(err) != broken {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

// Broken by: a wait that does not see its context, or close.
func TestWhoeverWaitsForAnEventCanBeStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		why := errors.New("not wanted any more")
		s := w.begin(fromHorizon)
		w.want(s)
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(why) })
		if _, err := s.next(ctx, plenty); !errors.Is(err, why) {
			t.Errorf("its own context ended: %v", err)
		}
		if _, err := s.next(t.Context(), plenty); !errors.Is(err, why) {
			t.Errorf("after that: %v", err)
		}
		time.Sleep(subscribeEvery)
		s = w.begin(fromHorizon)
		w.want(s)
		time.AfterFunc(time.Second, s.close)
		if _, err := s.next(t.Context(), plenty); !errors.Is(err, ErrClosed) {
			t.Errorf("closed: %v", err)
		}
		time.Sleep(subscribeEvery)
		ctx, cancel = context.WithCancelCause(t.Context())
		s, err := w.subscribe(ctx, w.arn, shard0, fromHorizon)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Second, func() { cancel(why) })
		w.want(s)
		if _, err := s.next(t.Context(), plenty); !errors.Is(err, why) {
			t.Errorf("the context of the call ended: %v", err)
		}
		s.close()
		s.close() // twice is once
		if n := w.http.open(); n != 0 {
			t.Errorf("%d bodies are open", n)
		}
		wantNoGoroutines(t, "after three were stopped")
	})
}

// Broken by: the body of a refusal, which the SDK leaves open where events are expected.
func TestRefusalsSayWhatTheyAre(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       ending
	}{
		"in use":                     {400, "", `{"__type":"ResourceInUseException","message":"m"}`, inUse},
		"not found":                  {400, "", `{"__type":"ResourceNotFoundException","message":"m"}`, missing},
		"limit":                      {400, "", `{"__type":"LimitExceededException","message":"m"}`, limited},
		"throttled":                  {400, "", `{"__type":"ThrottlingException","message":"m"}`, limited},
		"denied":                     {400, "", `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"m"}`, denied},
		"argument":                   {400, "", `{"__type":"InvalidArgumentException","message":"m"}`, invalid},
		"validation":                 {400, "", `{"__type":"ValidationException","message":"m"}`, invalid},
		"expired credentials":        {400, "", `{"__type":"ExpiredTokenException","message":"m"}`, locked},
		"key":                        {400, "", `{"__type":"KMSThrottlingException","message":"m"}`, locked},
		"unknown operation":          {400, "", `{"__type":"UnknownOperationException"}`, unsupported},
		"a page of HTML":             {404, "text/html", `<html>no such page</html>`, unsupported},
		"no words at all":            {501, "", ``, unsupported},
		"a proxy that forbids":       {403, "text/html", `<html>forbidden</html>`, denied},
		"a gateway":                  {502, "text/html", `<html>bad gateway</html>`, broken},
		"the service's own":          {500, "", `{"__type":"InternalFailureException","message":"m"}`, broken},
		"no stream of events":        {200, "application/x-amz-json-1.1", `{}`, unsupported},
		"a page":                     {200, "text/html; charset=utf-8", `<p>`, unsupported},
		"an end before anything":     {200, eventStream, ``, ended},
		"no frame":                   {200, eventStream, `{"Records":[],"MillisBehindLatest":0}`, unsupported},
		"cut within the first frame": {200, eventStream, "\x00\x00\x00\x80", broken},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newListeners(t)
				w.http.body = func(out *http.Response) {
					_ = out.Body.Close()
					out.StatusCode, out.Body = c.status, io.NopCloser(strings.NewReader(c.body))
					out.Header.Set("Content-Type", c.kind)
				}
				s, err := w.subscribe(t.Context(), w.arn, shard0, fromHorizon)
				if err == nil {
					_, err = s.next(t.Context(), plenty)
					s.close()
				}
				if got := endingOf(err); got != c.want {
					t.Errorf("%v means %v, want %v", err, got, c.want)
				}
				if w.http.opened.Load() == 0 || w.http.open() != 0 {
					t.Errorf("%d of %d bodies are open", w.http.open(), w.http.opened.Load())
				}
				wantNoGoroutines(t, "after a refusal")
			})
		})
	}
}

// Broken by: a stream that is taken for granted.
func TestAClientThatKeepsTheStreamForItselfIsNoUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		w.client = deaf{w.client}
		ctx, cancel := context.WithCancel(t.Context())
		_, err := w.subscribe(ctx, w.arn, shard0, fromHorizon)
		cancel()
		if endingOf(err) != unsupported {
			t.Errorf("got %v", err)
		}
	})
}

// A deaf client does not listen to options of a call.
type deaf struct{ subscribeAPI }

func (d deaf) SubscribeToShard(ctx context.Context, in *kinesis.SubscribeToShardInput, _ ...func(*kinesis.Options)) (*kinesis.SubscribeToShardOutput, error) {
	return d.subscribeAPI.SubscribeToShard(ctx, in)
}

// Broken by: an answer to a refusal that is read whatever its length.
func TestARefusalWithoutEndIsNotReadForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		w.http.body = func(out *http.Response) {
			out.StatusCode, out.Body = 500, insteadOf(out.Body, blanks{})
		}
		_, err := w.subscribe(t.Context(), w.arn, shard0, fromHorizon)
		if endingOf(err) != broken || w.http.read.Load() > 2*mostRefusal {
			t.Errorf("%d bytes were read, %v", w.http.read.Load(), err)
		}
	})
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte(" "), len(p))), nil }

const eventStream = "application/vnd.amazon.eventstream"

// Broken by: a first message or a type that is insisted on.
func TestAnEndpointMayLeaveOutWhatIsNoEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		w.orders.Put("k", "d")
		w.http.body = func(out *http.Response) {
			out.Header.Set("Content-Type", "text/plain; charset=utf-8")
			firstMessage(t, out)
		}
		if got := said(w.want(w.begin(fromHorizon))); got != "d" {
			t.Errorf("got %q, want d", got)
		}
	})
}

// Broken by: bytes that are no frame, each time taken for an endpoint without fan-out.
func TestWhatIsGarbledLaterIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		w.http.body = func(out *http.Response) {
			out.Body = insteadOf(out.Body, io.MultiReader(bytes.NewReader(firstMessage(t, out)), blanks{}))
		}
		w.wantEnd(w.begin(fromHorizon), broken)
	})
}

// Broken by: a record that is handed on without its place.
func TestARecordWithoutANumberIsGarbled(t *testing.T) {
	in := newIntake(nil)
	if err := in.readEvent([]byte(`{"Records":[{"Data":"","PartitionKey":"secret"}]}`)); err == nil || strings.Contains(err.Error(), "secret") || endingOf(err) != broken {
		t.Errorf("got %v", err)
	}
}
