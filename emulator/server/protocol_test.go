package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

const shard0 = "shardId-000000000000"

func orders() []server.Stream { return []server.Stream{{StreamName: "orders", ShardCount: 1}} }

// What one protocol writes the next one reads, on one port, and all connections stay open meanwhile.
//
// Broken by: SetUnencryptedHTTP2(false); NextProtos without h2; a *tls.Conn given in a wrapper; a
// certificate for each connection.
func TestOnePortAnswersEveryProtocol(t *testing.T) {
	w := start(t, &server.Server{Streams: orders(), Emulator: &emulator.Emulator{Limits: emulator.Off}})
	for i, by := range ways() {
		api, transport := w.client(by)
		put := fmt.Sprint("record ", i)
		if _, err := api.PutRecord(t.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte(put)}); err != nil {
			t.Errorf("%s: %v", by.name, err)
			continue
		}
		if got := w.read(api); len(got) != i+1 || got[i] != put {
			t.Errorf("%s reads %q, want %d records up to %q", by.name, got, i+1, put)
		}
		if !slices.Equal(transport.protos, []string{by.proto}) {
			t.Errorf("%s was answered in %v", by.name, transport.protos)
		}
		if page := w.visit(transport, by.scheme); !strings.Contains(page, by.scheme+"://"+w.addr) {
			t.Errorf("%s is taken for something else: %s", by.name, page)
		}
	}
}

// visit is what a browser sees that comes by a way.
func (w world) visit(transport http.RoundTripper, scheme string) string {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodGet, scheme+"://"+w.addr+"/", nil)
	if err != nil {
		w.Fatal(err)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		w.Fatal(err)
	}
	return string(page)
}

// read is the data of the shard's records.
func (w world) read(api *kinesis.Client) []string {
	w.Helper()
	it, err := api.GetShardIterator(w.Context(), &kinesis.GetShardIteratorInput{
		StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: types.ShardIteratorTypeTrimHorizon})
	if err != nil {
		w.Fatal(err)
	}
	page, err := api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: it.ShardIterator})
	if err != nil {
		w.Fatal(err)
	}
	var data []string
	for _, r := range page.Records {
		data = append(data, string(r.Data))
	}
	return data
}

// Broken by: http.MaxBytesHandler around the handler.
func TestLargeRequestsAndAnswersPassByEveryProtocol(t *testing.T) {
	w := start(t, &server.Server{Streams: orders(), Emulator: &emulator.Emulator{Limits: emulator.Off}})
	in := &kinesis.PutRecordsInput{StreamName: new("orders")}
	for range 9 {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: new("k"), Data: bytes.Repeat([]byte("x"), 1<<20-8)})
	}
	for i, by := range ways() {
		api, _ := w.client(by)
		if out, err := api.PutRecords(t.Context(), in); err != nil || *out.FailedRecordCount != 0 {
			t.Errorf("%s: %v", by.name, err)
			continue
		}
		if got := w.read(api); len(got) < 9 {
			t.Errorf("%s reads %d records after %d calls of 9, want a page of 9", by.name, len(got), i+1)
		}
	}
}

// Broken by: the first byte read in Accept.
func TestAClientThatSaysNothingHoldsUpNobody(t *testing.T) {
	w := start(t, &server.Server{Streams: orders()})
	for range 50 {
		w.dial()
	}
	for _, by := range ways() {
		api, _ := w.client(by)
		if _, err := api.ListShards(t.Context(), &kinesis.ListShardsInput{StreamName: new("orders")}); err != nil {
			t.Errorf("%s beside silent clients: %v", by.name, err)
		}
	}
}

// dial opens a connection that is closed with the test.
func (w world) dial() net.Conn {
	w.Helper()
	conn, err := new(net.Dialer).DialContext(w.Context(), "tcp", w.addr)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Broken by: a connection that ends without a byte as an error of Accept.
func TestGarbageEndsItsOwnConnectionOnly(t *testing.T) {
	w := start(t, &server.Server{Streams: orders()})
	for _, garbage := range []string{
		"", "\x00\x01\x02\x03", "\x16", "\x16\x03\x01\xff\xff" + strings.Repeat("\xff", 64), "\x16GET / HTTP/1.1\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff", "GET\r\n\r\n", "\x80\x2e\x01\x00\x02",
	} {
		conn := w.dial()
		if _, err := conn.Write([]byte(garbage)); err != nil {
			t.Errorf("write %q: %v", garbage, err)
		}
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Errorf("%q: %v", garbage, err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // a hang is what this test would find
		var rest [4096]byte
		for {
			_, err := conn.Read(rest[:])
			if timeout, is := err.(net.Error); is && timeout.Timeout() {
				t.Errorf("%q: the connection is still open", garbage)
			}
			if err != nil {
				break
			}
		}
	}
	for _, by := range ways() {
		api, _ := w.client(by)
		if _, err := api.ListShards(t.Context(), &kinesis.ListShardsInput{StreamName: new("orders")}); err != nil {
			t.Errorf("%s after garbage: %v", by.name, err)
		}
	}
}

// A KCL with more shards than net/http lets requests share a connection by default would wait for its
// own subscriptions.
//
// Broken by: MaxConcurrentStreams left at its default.
func TestAThousandRequestsShareOneConnection(t *testing.T) {
	const requests = 1000
	w := start(t, &server.Server{})
	arrived, release := make(chan struct{}), make(chan struct{})
	w.emu.Hook("ListStreams", w.hold(arrived, release))
	api, transport := w.client(ways()[1])
	transport.next.HTTP2 = strict()
	ended := make(chan error)
	for range requests {
		go func() {
			_, err := api.ListStreams(t.Context(), &kinesis.ListStreamsInput{})
			ended <- err
		}()
	}
	for n := range requests {
		select {
		case <-arrived:
		case <-time.After(20 * time.Second): // far more than it takes; a hang is what this test would find
			t.Fatalf("%d requests arrived at once, want %d", n, requests)
		}
	}
	close(release)
	for range requests {
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
}
