package worker_test

// What HTTP/2 holds of a subscription beside the worker's own budget.

import (
	"context"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/emulator/server"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// A processor hangs while its stream grows by 16 MB. The worker may read nothing ahead, and the service
// can send it no more than the window of one stream.
// Broken by: roomy without HTTP2 (4 MiB).
func TestASlowProcessorHoldsNoMoreOfAnHTTP2StreamThanItsWindow(t *testing.T) {
	const window, beside = 512 << 10, 128 << 10 // beside: other calls, TLS, and what was read of the next event
	emu, addr := served(t)
	stream := emu.Stream("orders", 1)
	wire := &tapped{}
	cfg := emu.Config()
	cfg.BaseEndpoint = new("https://" + addr)
	cfg.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(wire.tap, func(tr *http.Transport) {
		tr.TLSClientConfig.RootCAs = trusted(t, addr)
	})
	busy, release := make(chan struct{}), make(chan struct{})
	w := &worker.Worker{
		Application: "billing",
		Stream:      "orders",
		AWS:         cfg,
		Leases:      &leasetest.Memory{},
		Retrieval:   worker.FanOut,
		ReadAhead:   1,
		Processor: processor.Func(func(context.Context, *processor.Batch) error {
			select {
			case busy <- struct{}{}:
			case <-release:
			}
			<-release
			return nil
		}),
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		close(release)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	stream.Put("k", "the first")
	<-busy
	before := wire.read.Load()
	for range 32 {
		stream.Put("k", strings.Repeat(".", 500_000))
	}
	other := kinesis.NewFromConfig(emu.Config()) // its calls take the time that the service needs
	for calls := 0; calls < 2000; calls++ {
		if wire.read.Load()-before < window/2 {
			calls = 0 // it has not begun to send
		}
		if _, err := other.ListStreams(t.Context(), &kinesis.ListStreamsInput{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := wire.read.Load() - before; got > window+beside {
		t.Errorf("%d KiB came while the processor hung, want the %d of a stream's window and little beside", got>>10, window>>10)
	}
}

// tapped counts the bytes that connections bring.
type tapped struct{ read atomic.Int64 }

func (w *tapped) tap(t *http.Transport) {
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &tappedConn{c, w}, nil
	}
}

type tappedConn struct {
	net.Conn
	wire *tapped
}

// Read counts what it brings.
func (c *tappedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.wire.read.Add(int64(n))
	return n, err
}

// served is an emulator behind a port, for the length of the test.
func served(t *testing.T) (emu *emulatortest.Emulator, addr string) {
	t.Helper()
	emu = emulatortest.New(t)
	emu.Limits = emulator.Lenient
	ready, done := make(chan net.Addr, 1), make(chan error, 1)
	s := &server.Server{Addr: "127.0.0.1:0", Emulator: emu.Emulator, Ready: func(at net.Addr) { ready <- at }}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	select {
	case at := <-ready:
		return emu, at.String()
	case err := <-done:
		done <- err
		t.Fatal(err)
	}
	return nil, ""
}

// trusted are the certificates that the server tells.
func trusted(t *testing.T, addr string) *x509.CertPool {
	t.Helper()
	out, err := http.Get("http://" + addr + "/_shardkeeper/certificate")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	pem, err := io.ReadAll(out.Body)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("the certificate is none, %v", err)
	}
	return pool
}
