package main

// Rounds: every client once, then every client again, each time in another order, so that what else the
// machine does at a time falls on all of them alike.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/internal/spawn"
	"github.com/shardkeeper/shardkeeper/bench/internal/stub"
	"github.com/shardkeeper/shardkeeper/bench/peer"
)

const (
	serveRole = "serve"
	workRole  = "drain"
)

// work is the process of a client.
func work(ctx context.Context, task json.RawMessage, out io.Writer) error {
	return peer.Run(ctx, drains(), task, out)
}

// serveRole's task is a stub.Config.
func serve(ctx context.Context, task json.RawMessage, out io.Writer) error {
	var c stub.Config
	if err := json.Unmarshal(task, &c); err != nil {
		return fmt.Errorf("serve: read the task: %w", err)
	}
	return stub.Serve(ctx, c, func(endpoint string) { fmt.Fprintln(out, endpoint) })
}

// A measured is all runs of one client with one shape.
type measured struct {
	client client
	shape  shape
	stream peer.Stream
	runs   []peer.Spent
}

// measure runs all rounds of one shape over one server.
func (s setup) measure(ctx context.Context, what shape, progress io.Writer) ([]measured, error) {
	config := stub.Config{Most: s.most(what.size), Size: what.size, Page: what.page}
	endpoint, stop, err := spawn.Server(ctx, serveRole, config)
	if err != nil {
		return nil, err
	}
	defer stop()
	all := make([]measured, len(s.clients))
	for i, c := range s.clients {
		all[i] = measured{client: c, shape: what, stream: s.stream(c, what.size)}
	}
	for round := range s.rounds {
		for _, i := range rand.Perm(len(all)) {
			m := &all[i]
			run, err := s.run(ctx, endpoint, m, round)
			if err != nil {
				return nil, err
			}
			m.runs = append(m.runs, run)
			fmt.Fprintf(progress, "%v: round %d of %d: %-13s %8s of CPU, %8s%s\n", what, round+1, s.rounds, m.client.name,
				run.CPU.Round(time.Millisecond), run.Took.Round(time.Millisecond), repeated(run.Total.Repeated))
		}
	}
	return all, nil
}

// run is one client's turn.
func (s setup) run(ctx context.Context, endpoint string, m *measured, round int) (peer.Spent, error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	w := peer.Work{
		Client: m.client.name, Endpoint: endpoint, Stream: m.stream,
		Application: fmt.Sprintf("%s-%d", m.client.name, round),
	}
	if s.profiles != "" {
		w.Profile = filepath.Join(s.profiles, fmt.Sprintf("%s-%d-%d.pprof", m.client.name, m.shape.size, m.shape.page))
	}
	run, err := s.ask(ctx, m.client, w)
	if err != nil {
		return run, fmt.Errorf("consume: %s, %v: %w", m.client.name, m.shape, err)
	}
	return run, m.check(run)
}

func (s setup) ask(ctx context.Context, c client, w peer.Work) (peer.Spent, error) {
	if c.drain == nil {
		return askOwn(ctx, s.own, w)
	}
	var run peer.Spent
	return run, spawn.Ask(ctx, workRole, w, &run)
}

// check says whether everything was read, whole.
func (m measured) check(run peer.Spent) error {
	want, got := stub.Expected(m.stream, m.shape.size), run.Total
	got.Repeated = 0
	if got != want {
		return fmt.Errorf("consume: %s, %v: it read %d records with the sum %x, want %d with %x",
			m.client.name, m.shape, got.Records, got.Sum, want.Records, want.Sum)
	}
	return nil
}

// repeated is a remark on a run in which a lease was lost: its records were read again.
func repeated(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d records twice: the machine was too busy for a lease", n)
}
