package fanout

// What the tests of subscriptions share: a stream of one shard, its consumer, a client that they can
// stand before, and room.

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// listeners is a world with a consumer.
type listeners struct {
	*testing.T
	emu    *emulatortest.Emulator
	orders *emulatortest.Stream
	arn    string
	http   *meddler
	subscriber
}

// newListeners has calls that the SDK would try again fail at once.
func newListeners(t *testing.T) *listeners {
	t.Helper()
	emu := emulatortest.New(t)
	emu.Limits = emulator.Lenient
	w := &listeners{T: t, emu: emu, orders: emu.Stream("orders", 1), http: &meddler{next: emu.Client()}}
	w.arn = w.register("billing")
	cfg := emu.Config()
	cfg.HTTPClient = w.http
	w.subscriber = subscriber{client: kinesis.NewFromConfig(cfg), attempt: DefaultAttempt, silence: silence}
	return w
}

// register registers a consumer, and waits until it is ACTIVE.
func (w *listeners) register(name string) (arn string) {
	w.Helper()
	api := kinesis.NewFromConfig(w.emu.Backstage())
	stream, err := api.DescribeStreamSummary(w.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: new("orders")})
	if err != nil {
		w.Fatal(err)
	}
	out, err := api.RegisterStreamConsumer(w.Context(), &kinesis.RegisterStreamConsumerInput{
		StreamARN: stream.StreamDescriptionSummary.StreamARN, ConsumerName: &name,
	})
	if err != nil {
		w.Fatal(err)
	}
	return *out.Consumer.ConsumerARN
}

var fromHorizon = place{kind: types.ShardIteratorTypeTrimHorizon}

// behind is the place behind a sequence number.
func behind(number string) place {
	return place{kind: types.ShardIteratorTypeAfterSequenceNumber, number: number}
}

// begin subscribes for the length of the test.
func (w *listeners) begin(at place) *subscription {
	w.Helper()
	s, err := w.subscribe(w.Context(), w.arn, shard0, at)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(s.close)
	return s
}

// want is the next event, which must be one.
func (w *listeners) want(s *subscription) event {
	w.Helper()
	e, err := s.next(w.Context(), plenty)
	if err != nil {
		w.Fatal(err)
	}
	return e
}

// wantEnd reads to the end, which must mean what is wanted.
func (w *listeners) wantEnd(s *subscription, want ending) (last event, err error) {
	w.Helper()
	for range 1000 {
		e, err := s.next(w.Context(), plenty)
		if err == nil {
			last = e
			continue
		}
		if got := endingOf(err); got != want {
			w.Errorf("it ended with %v, which means %v, want %v", err, got, want)
		}
		return last, err
	}
	w.Fatal("it does not end")
	return last, nil
}

// said is what the records of an event say, joined by blanks.
func said(e event) string {
	var all []string
	for _, r := range e.records {
		all = append(all, string(r.Data))
	}
	return strings.Join(all, " ")
}

// plenty is room for everything.
func plenty(_ context.Context, n int64) (int64, bool) { return n, true }

// A meddler stands between a client and the service.
type meddler struct {
	next   aws.HTTPClient
	body   func(*http.Response) // may put another body into an answer; nil: none
	opened atomic.Int32         // bodies of answers
	closed atomic.Int32         // bodies that were closed once or more
	read   atomic.Int64         // bytes
}

func (m *meddler) Do(r *http.Request) (*http.Response, error) {
	out, err := m.next.Do(r)
	if err != nil {
		return nil, err
	}
	m.opened.Add(1)
	if m.body != nil {
		m.body(out)
	}
	out.Body = &watched{ReadCloser: out.Body, by: m}
	return out, nil
}

// open tells how many bodies are.
func (m *meddler) open() int { return int(m.opened.Load() - m.closed.Load()) }

// watched counts.
type watched struct {
	io.ReadCloser
	by   *meddler
	done atomic.Bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.by.read.Add(int64(n))
	return n, err
}

func (w *watched) Close() error {
	if !w.done.Swap(true) {
		w.by.closed.Add(1)
	}
	return w.ReadCloser.Close()
}

// firstMessage reads the first message of an answer.
func firstMessage(t *testing.T, out *http.Response) []byte {
	t.Helper()
	frame := make([]byte, 12)
	_, err := io.ReadFull(out.Body, frame)
	if err == nil {
		frame = append(frame, make([]byte, binary.BigEndian.Uint32(frame)-12)...)
		_, err = io.ReadFull(out.Body, frame[12:])
	}
	if err != nil {
		t.Error(err)
	}
	return frame
}

// insteadOf is what another reader brings, until it is closed as the body.
func insteadOf(body io.Closer, r io.Reader) io.ReadCloser {
	return struct {
		io.Reader
		io.Closer
	}{r, body}
}

// wantNoGoroutines fails if any goroutine is at work on a subscription, ours or the SDK's.
func wantNoGoroutines(t *testing.T, when string) {
	t.Helper()
	synctest.Wait() // for those that are about to end
	buf := make([]byte, 1<<20)
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		for _, of := range []string{"EventStream", "fanout.(*subscription)", "(*Emulator).stream"} {
			if strings.Contains(stack, of) && !strings.Contains(stack, "testing.tRunner") {
				t.Errorf("%s, a goroutine is left:\n%s", when, stack)
			}
		}
	}
}

// numbers are n records to put, and what they say together.
func numbers(n int) (data []string, together string) {
	for i := range n {
		data = append(data, fmt.Sprint(i))
	}
	return data, strings.Join(slices.Clone(data), " ")
}
