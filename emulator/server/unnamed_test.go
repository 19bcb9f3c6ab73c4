package server_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// unnamed comes over TLS and names no protocol in the handshake. What it then speaks is what by says.
func (w world) unnamed(by way) *watched {
	w.Helper()
	transport := w.transport(by)
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(w.get("/_shardkeeper/certificate", http.StatusOK))) {
		w.Fatal("the certificate is none")
	}
	transport.next.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		dialer := tls.Dialer{Config: &tls.Config{RootCAs: pool}}
		conn, err := dialer.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return struct{ net.Conn }{conn}, nil // net/http takes it for clear text
	}
	return transport
}

// The AWS SDK for Java takes HTTP/2 for granted on any TLS connection if it is given an HTTP client of
// its own making, and did so always before 2025.
//
// Broken by: secured gives out every TLS connection as a *tls.Conn. (That such a client is known to come
// over TLS is for TestOnePortAnswersEveryProtocol, whose HTTP/1.1 client names no protocol either.)
func TestATLSClientThatNamesNoProtocolMaySpeakAny(t *testing.T) {
	w := start(t, &server.Server{Streams: orders(), Emulator: &emulator.Emulator{Limits: emulator.Off}})
	for i, by := range ways()[:2] {
		transport := w.unnamed(by)
		cfg := w.emu.Config()
		cfg.BaseEndpoint, cfg.HTTPClient = new("http://"+w.addr), &http.Client{Transport: transport}
		api := kinesis.NewFromConfig(cfg)
		if _, err := api.PutRecord(t.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte(by.name)}); err != nil {
			t.Errorf("%s: %v", by.name, err)
			continue
		}
		if got := w.read(api); len(got) != i+1 || got[i] != by.name {
			t.Errorf("%s reads %q, want %d records", by.name, got, i+1)
		}
		if got := transport.protos; len(got) != 1 || got[0] != by.proto {
			t.Errorf("%s was answered in %v", by.name, got)
		}
	}
}
