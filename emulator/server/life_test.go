package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// hold has calls wait until they are released.
func (w world) hold(arrived chan<- struct{}, release <-chan struct{}) func(context.Context, *emulator.Call) {
	return func(ctx context.Context, _ *emulator.Call) {
		arrived <- struct{}{}
		select {
		case <-release:
		case <-ctx.Done():
		}
	}
}

// strict has a client wait where the server allows no more, instead of connecting again.
func strict() *http.HTTP2Config { return &http.HTTP2Config{StrictMaxConcurrentRequests: true} }

// Broken by: requests whose context does not end with Run's.
func TestAStopEndsWhatWaits(t *testing.T) {
	for _, by := range ways() {
		w := start(t, &server.Server{StopTimeout: time.Hour}) // far too long for what this test may take
		arrived := make(chan struct{})
		w.emu.Hook("ListStreams", w.hold(arrived, nil))
		api, _ := w.client(by)
		ended := make(chan error, 1)
		go func() {
			_, err := api.ListStreams(t.Context(), &kinesis.ListStreamsInput{})
			ended <- err
		}()
		<-arrived
		if err := w.stop(); err != nil {
			t.Errorf("%s: Run: %v", by.name, err)
		}
		<-ended // answered or cut: it must not hang
		if _, err := net.Dial("tcp", w.addr); err == nil {
			t.Errorf("%s: the port is still open", by.name)
		}
	}
}

// Broken by: Shutdown without a bound.
func TestAStopDoesNotWaitForWhatNeverEnds(t *testing.T) {
	w := start(t, &server.Server{StopTimeout: 1}) // a nanosecond: what has not ended is cut
	arrived, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	w.emu.Hook("ListStreams", func(context.Context, *emulator.Call) { arrived <- struct{}{}; <-release })
	api, _ := w.client(ways()[0])
	ended := make(chan error, 1)
	go func() {
		_, err := api.ListStreams(t.Context(), &kinesis.ListStreamsInput{})
		ended <- err
	}()
	<-arrived
	if err := w.stop(); err != nil {
		t.Errorf("Run: %v", err)
	}
	if err := <-ended; err == nil {
		t.Error("a request that never ended was answered")
	}
}

// Broken by: a sorter that keeps the connections of those that say nothing.
func TestAStopDropsClientsThatSayNothing(t *testing.T) {
	w := start(t, &server.Server{})
	conn := w.dial()
	w.get("/", http.StatusOK) // the silent one was accepted before
	if err := w.stop(); err != nil {
		t.Errorf("Run: %v", err)
	}
	if n, err := conn.Read(make([]byte, 1)); err == nil {
		t.Errorf("read %d bytes of a server that has stopped", n)
	}
}

// Broken by: the system's error alone.
func TestASecondServerOnAnAddressIsToldWhatToDo(t *testing.T) {
	w := start(t, &server.Server{})
	err := (&server.Server{Addr: w.addr}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), w.addr) || !strings.Contains(err.Error(), "port 0") {
		t.Errorf("Run on an address in use: %v", err)
	}
	if err := (&server.Server{Addr: "nowhere"}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "listen on nowhere") {
		t.Errorf("Run on no address: %v", err)
	}
}

// Broken by: a Run that does not remember the first.
func TestAServerRunsOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &server.Server{Addr: "127.0.0.1:0"}
	if err := s.Run(ctx); err != nil {
		t.Errorf("Run: %v", err)
	}
	if err := s.Run(ctx); err == nil || !strings.Contains(err.Error(), "once") {
		t.Errorf("the second Run: %v", err)
	}
}

// Broken by: streams created after Ready; a refusal that is dropped.
func TestStreamsAreThereWhenTheServerIsReady(t *testing.T) {
	w := start(t, &server.Server{Streams: []server.Stream{
		{StreamName: "orders", ShardCount: 3}, {StreamName: "events", StreamModeDetails: &server.StreamModeDetails{StreamMode: "ON_DEMAND"}},
	}})
	api, _ := w.client(ways()[0])
	for name, want := range map[string]int32{"orders": 3, "events": 4} {
		out, err := api.DescribeStreamSummary(t.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: &name})
		if err != nil || *out.StreamDescriptionSummary.OpenShardCount != want {
			t.Errorf("%s: %+v, %v, want %d shards", name, out, err, want)
		}
	}
	twice := []server.Stream{{StreamName: "orders", ShardCount: 1}, {StreamName: "orders", ShardCount: 1}}
	err := (&server.Server{Addr: "127.0.0.1:0", Streams: twice}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), `"orders"`) || !strings.Contains(err.Error(), "ResourceInUseException") {
		t.Errorf("Run with a stream twice: %v", err)
	}
}

// A shared is a log that several goroutines write, with a word of each line's arrival.
type shared struct {
	mu    sync.Mutex
	text  bytes.Buffer
	lines chan struct{}
}

func (s *shared) Write(line []byte) (int, error) {
	s.mu.Lock()
	n, err := s.text.Write(line)
	s.mu.Unlock()
	s.lines <- struct{}{}
	return n, err
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// Broken by: the handshake's error at the level of every broken connection.
func TestAClientThatDistrustsTheCertificateIsToldApart(t *testing.T) {
	log := &shared{lines: make(chan struct{}, 100)}
	w := start(t, &server.Server{Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+w.addr+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := new(http.Client).Do(r); err == nil {
		t.Fatal("an unknown certificate is trusted")
	}
	<-log.lines
	if !strings.Contains(log.String(), "/_shardkeeper/certificate") {
		t.Errorf("the log says %s", log)
	}
}
