package fanout

// Subscriptions over real sockets, in real time: each protocol, and each end that looks different there.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// Broken by: a connection that closes between two events, taken for an end.
func TestSubscriptionsOverEveryProtocol(t *testing.T) {
	addr, emu := serve(t)
	w := &listeners{T: t, emu: emu, orders: emu.Stream("orders", 1)}
	for name, c := range map[string]struct {
		scheme string
		set    func(*http.Protocols)
	}{
		"HTTP1":    {"http", func(p *http.Protocols) { p.SetHTTP1(true) }},
		"h2c":      {"http", func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) }},
		"TLSh1":    {"https", func(p *http.Protocols) { p.SetHTTP1(true) }},
		"TLSandh2": {"https", func(p *http.Protocols) { p.SetHTTP2(true) }},
	} {
		t.Run(name, func(t *testing.T) {
			w := *w
			w.T = t
			protocols := new(http.Protocols)
			c.set(protocols)
			transport := &http.Transport{Protocols: protocols, TLSClientConfig: &tls.Config{RootCAs: certificates(t, addr)}}
			t.Cleanup(transport.CloseIdleConnections)
			w.http = &meddler{next: Client(&http.Client{Transport: transport})}
			cfg := w.emu.Config()
			cfg.BaseEndpoint, cfg.HTTPClient = new(c.scheme+"://"+addr), w.http
			w.subscriber = subscriber{client: kinesis.NewFromConfig(cfg), attempt: time.Minute, silence: time.Minute}
			w.converse(name)
		})
	}
}

// converse is a subscription of each kind of end.
func (w *listeners) converse(name string) {
	begin := func(as string) *subscription {
		w.arn = w.register(name + as)
		s := w.begin(place{kind: types.ShardIteratorTypeLatest})
		w.want(s)
		w.orders.Put("k", as)
		if got := said(w.want(s)); got != as {
			w.Errorf("got %q, want %q", got, as)
		}
		return s
	}
	mine := func(as string) emulator.Option { return emulator.OnConsumer(name + as) }

	s := begin("clean")
	w.emu.EndSubscriptions(mine("clean"))
	w.wantEnd(s, ended)

	s = begin("cut")
	w.emu.BreakSubscriptions(mine("cut"))
	w.wantEnd(s, broken)

	s = begin("failed")
	w.emu.FailSubscriptions(emulator.ResourceInUse, mine("failed"))
	w.wantEnd(s, takenOver)

	s = begin("closed")
	time.AfterFunc(time.Millisecond, s.close)
	if _, err := s.next(w.Context(), plenty); err == nil {
		w.Error("closed while it waits: an event")
	}
	s.close()

	s = begin("stopped")
	ctx, cancel := context.WithCancel(w.Context())
	time.AfterFunc(time.Millisecond, cancel)
	if _, err := s.next(ctx, plenty); err == nil {
		w.Error("stopped while it waits: an event")
	}
	s.close()

	if w.http.open() > 3 { // those that ended by themselves are closed with the test
		w.Errorf("%d bodies are open", w.http.open())
	}
}

// serve runs a server for the length of the test.
func serve(t *testing.T) (addr string, emu *emulatortest.Emulator) {
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
		return at.String(), emu
	case err := <-done:
		done <- err
		t.Fatal(err)
	}
	return "", nil
}

// certificates are those that the server tells.
func certificates(t *testing.T, addr string) *x509.CertPool {
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
