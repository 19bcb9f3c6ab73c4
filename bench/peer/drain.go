package peer

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
	"time"

	"github.com/shardkeeper/shardkeeper/bench/peer/cost"
	"github.com/shardkeeper/shardkeeper/bench/peer/tally"
)

// A Spent is what one client's process used until the last record was summed.
type Spent struct {
	CPU    time.Duration // of the process, from its start
	Took   time.Duration // from the client's start
	MaxRSS int64
	Allocs uint64
	Total  tally.Total
}

var errEarly = errors.New("it returned before it had everything")

// Run is a process's whole life: it reads everything as its task says, and writes what that cost.
func Run(ctx context.Context, all map[string]Drain, task []byte, out io.Writer) error {
	var w Work
	if err := json.Unmarshal(task, &w); err != nil {
		return fmt.Errorf("peer: read the task: %w", err)
	}
	drain, ok := all[w.Client]
	if !ok {
		return fmt.Errorf("peer: there is no client %q", w.Client)
	}
	stop, err := profile(w.Profile)
	if err != nil {
		return err
	}
	s, err := Measure(ctx, drain, w)
	if err = stop(err); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(s)
}

// Measure runs a client until it has everything.
func Measure(ctx context.Context, drain Drain, w Work) (Spent, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	t := tally.New(w.Stream.Shards, w.Stream.Each)
	began := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- drain(ctx, w, t) }()
	select {
	case err := <-ended:
		if !full(t) {
			return Spent{}, fmt.Errorf("peer: %s ended early: %w", w.Client, cmp.Or(err, ctx.Err(), errEarly))
		}
		ended <- err
	case <-t.Done():
	}
	r, err := cost.Read()
	s := Spent{CPU: r.CPU, Took: time.Since(began), MaxRSS: r.MaxRSS, Allocs: r.Allocs}
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
		return nil, fmt.Errorf("peer: make a profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, fmt.Errorf("peer: profile: %w", err)
	}
	return func(err error) error {
		pprof.StopCPUProfile()
		if closed := f.Close(); err == nil {
			err = closed
		}
		return err
	}, nil
}
