package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/internal/stub"
	"github.com/shardkeeper/shardkeeper/bench/peer"
)

// patience is far more than a tiny stream takes.
const patience = time.Minute

// Pages are small, so that every client has to go on from one to the next, and the stream is larger
// than the first event of fan-out.
//
// Broken by: a stub that forgets a record where a page is cut; a client that stops at its first page.
func TestEveryClientReadsEverything(t *testing.T) {
	s := setup{shapes: []shape{{size: 3000, page: 130}}}
	stream := peer.Stream{Shards: 3, Each: 400}
	endpoint := served(t, stub.Config{Most: stream.Each, Size: s.shapes[0].size, Page: s.shapes[0].page})
	for _, c := range clients() {
		if c.drain == nil {
			continue // a program of its own, of the same source
		}
		t.Run(c.name, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), patience)
			defer stop()
			run, err := peer.Measure(ctx, c.drain, peer.Work{Client: c.name, Endpoint: endpoint, Application: "tiny-" + c.name, Stream: stream})
			if err != nil {
				t.Fatal(err)
			}
			if err := (measured{client: c, shape: s.shapes[0], stream: stream}).check(run); err != nil {
				t.Error(err)
			}
		})
	}
}

// served is the endpoint of a stub that ends with the test.
func served(t *testing.T, c stub.Config) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- stub.Serve(ctx, c, func(endpoint string) { ready <- endpoint }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case endpoint := <-ready:
		return endpoint
	case err := <-ended:
		t.Fatal(err)
		return ""
	}
}

// Broken by: a check that does not look at the sum.
func TestARunThatReadSomethingElseIsNoRun(t *testing.T) {
	m := measured{client: clients()[0], shape: shape{size: 200, page: 10}, stream: peer.Stream{Shards: 2, Each: 5}}
	right := peer.Spent{Total: stub.Expected(m.stream, 200)}
	if err := m.check(right); err != nil {
		t.Error(err)
	}
	right.Total.Repeated = 7 // at least once is what is promised
	if err := m.check(right); err != nil {
		t.Error(err)
	}
	wrong := right
	wrong.Total.Sum++
	if m.check(wrong) == nil {
		t.Error("a wrong sum passes")
	}
	wrong = right
	wrong.Total.Records--
	if m.check(wrong) == nil {
		t.Error("a record less passes")
	}
}

// Broken by: larger records that make a stream larger; fewer shards with fewer records.
func TestEveryClientIsGivenAsMuch(t *testing.T) {
	s, err := parse([]string{"-records", "64000", "-shards", "64"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, what := range s.shapes {
		for _, c := range []client{s.clients[0], s.clients[len(s.clients)-1]} {
			got = append(got, fmt.Sprint(what, ": ", c.name, " ", s.stream(c, what.size).Name()))
		}
	}
	want := []string{
		"200 B, pages of 10000: raw s32-n2000", "200 B, pages of 10000: worker-fanout s64-n1000",
		"200 B, pages of 1000: raw s32-n2000", "200 B, pages of 1000: worker-fanout s64-n1000",
		"1024 B, pages of 2000: raw s32-n500", "1024 B, pages of 2000: worker-fanout s64-n250",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
