package main

// One client in a process of its own: it reads everything, and says what that cost.

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/internal/cost"
	"github.com/shardkeeper/shardkeeper/bench/internal/tally"
)

// A spent is what one client's process used until the last record was summed.
type spent struct {
	CPU    time.Duration // of the process, from its start
	Took   time.Duration // from the client's start
	MaxRSS int64
	Allocs uint64
	Total  tally.Total
}

var errEarly = errors.New("it returned before it had everything")

// drainRole is a process's whole life.
func drainRole(ctx context.Context, task json.RawMessage, out io.Writer) error {
	var w work
	if err := json.Unmarshal(task, &w); err != nil {
		return fmt.Errorf("drain: read the task: %w", err)
	}
	all := clients()
	i := slices.IndexFunc(all, func(c client) bool { return c.name == w.Client })
	if i < 0 {
		return fmt.Errorf("drain: there is no client %q", w.Client)
	}
	stop, err := profile(w.Profile)
	if err != nil {
		return err
	}
	s, err := drain(ctx, all[i], w)
	if err = stop(err); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(s)
}

// drain runs a client until it has everything.
func drain(ctx context.Context, c client, w work) (spent, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	t := tally.New(w.Stream.Shards, w.Stream.Each)
	began := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- c.drain(ctx, w, t) }()
	select {
	case err := <-ended:
		if !full(t) {
			return spent{}, fmt.Errorf("drain: %s ended early: %w", c.name, cmp.Or(err, ctx.Err(), errEarly))
		}
		ended <- err
	case <-t.Done():
	}
	r, err := cost.Read()
	s := spent{CPU: r.CPU, Took: time.Since(began), MaxRSS: r.MaxRSS, Allocs: r.Allocs}
	stop()
	if clientErr := <-ended; err == nil {
		err = clientErr
	}
	s.Total = t.Total()
	return s, err
}

func full(t *tally.Tally) bool {
	select {
	case <-t.Done():
		return true
	default:
		return false
	}
}

// profile writes a CPU profile to a file, if there is to be one.
func profile(path string) (stop func(error) error, err error) {
	if path == "" {
		return func(err error) error { return err }, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("drain: make a profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, fmt.Errorf("drain: profile: %w", err)
	}
	return func(err error) error {
		pprof.StopCPUProfile()
		if closed := f.Close(); err == nil {
			err = closed
		}
		return err
	}, nil
}
