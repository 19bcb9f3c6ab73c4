package server_test

// What the tests of this package stand on: a server on a free port, and clients that reach it by each
// protocol.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// A world is a server that runs until the test ends.
type world struct {
	*testing.T
	emu  *emulator.Emulator
	addr string
	stop func() error // ends Run, and is what it returned
}

// start runs a server on a free port.
func start(t *testing.T, s *server.Server) world {
	t.Helper()
	if s.Emulator == nil {
		s.Emulator = new(emulator.Emulator)
	}
	s.Addr = "127.0.0.1:0"
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	s.Ready = func(at net.Addr) { ready <- at }
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	go func() { ended <- s.Run(ctx) }()
	select {
	case at := <-ready:
		w := world{T: t, emu: s.Emulator, addr: at.String()}
		over := false
		w.stop = func() error { over = true; cancel(); return <-ended }
		t.Cleanup(func() {
			if !over {
				if err := w.stop(); err != nil {
					t.Errorf("Run: %v", err)
				}
			}
		})
		return w
	case err := <-ended:
		cancel()
		t.Fatalf("Run: %v", err)
	}
	return world{}
}

// A way is a protocol by which clients come.
type way struct {
	name   string
	scheme string
	proto  string // what an answer says of itself
	set    func(*http.Protocols)
}

// ways are what one port must answer.
func ways() []way {
	return []way{
		{"HTTP/1.1", "http", "HTTP/1.1", func(p *http.Protocols) { p.SetHTTP1(true) }},
		{"HTTP/2 in clear text", "http", "HTTP/2.0", func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) }},
		{"TLS, HTTP/1.1", "https", "HTTP/1.1", func(p *http.Protocols) { p.SetHTTP1(true) }},
		{"TLS, HTTP/2", "https", "HTTP/2.0", func(p *http.Protocols) { p.SetHTTP2(true) }},
	}
}

// A watched is a transport that hides what the SDK's bodies can do beside reading, which net/http
// stumbles over, and sees which protocols answers come by.
type watched struct {
	next *http.Transport
	mu   sync.Mutex

	protos []string // under mu while requests are on their way
}

func (c *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		r = r.Clone(r.Context())
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	answer, err := c.next.RoundTrip(r)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil && !slices.Contains(c.protos, answer.Proto) {
		c.protos = append(c.protos, answer.Proto)
	}
	return answer, err
}

// transport comes by a way, and trusts the certificate that the server tells.
func (w world) transport(by way) *watched {
	w.Helper()
	protocols := new(http.Protocols)
	by.set(protocols)
	pool := x509.NewCertPool()
	if by.scheme == "https" && !pool.AppendCertsFromPEM([]byte(w.get("/_shardkeeper/certificate", http.StatusOK))) {
		w.Fatal("the certificate is none")
	}
	next := &http.Transport{Protocols: protocols, TLSClientConfig: &tls.Config{RootCAs: pool}, MaxConnsPerHost: 1}
	w.Cleanup(next.CloseIdleConnections)
	return &watched{next: next}
}

// client is an AWS SDK client that comes by a way, and does not retry.
func (w world) client(by way) (*kinesis.Client, *watched) {
	w.Helper()
	transport := w.transport(by)
	cfg := w.emu.Config()
	cfg.BaseEndpoint, cfg.HTTPClient = new(by.scheme+"://"+w.addr), &http.Client{Transport: transport}
	return kinesis.NewFromConfig(cfg, func(o *kinesis.Options) { o.Retryer = aws.NopRetryer{} }), transport
}

// get reads one of the server's own pages.
func (w world) get(path string, status int) string {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodGet, "http://"+w.addr+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != status {
		w.Fatalf("GET %s: %d %s, %v, want %d", path, answer.StatusCode, body, err, status)
	}
	return string(body)
}
