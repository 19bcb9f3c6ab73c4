package main

// The worker's process: it takes every shard, comes to rest, and is measured.

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

const (
	takingMost = 10 * time.Minute // a trial that does not hold its shards by then has failed
	tickEvery  = 2 * time.Second  // between lines for whoever waits
)

// work is one trial, in its own process.
func (t trial) work(ctx context.Context) result {
	var seen events
	counter := calls{base: roomy()}
	w := t.newWorker(&counter, &seen)
	before := usageNow()
	running, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	began := time.Now()
	go func() { done <- w.Run(running) }()
	took := t.untilHeld(ctx, &seen, done, began)
	t.say("holds its shards after %v; comes to rest", took.Round(time.Millisecond))
	t.rest(ctx)
	r := t.count(ctx, before, &counter, &seen)
	r.Takes = took.Seconds()
	t.say("stops")
	began = time.Now()
	stop()
	if err := <-done; err != nil {
		t.say("Run: %v", err)
	}
	r.Stops = time.Since(began).Seconds()
	r.PeakRSS = peakRSS()
	return r
}

// roomy is the HTTP client that a worker makes for itself, which leaves one that it is given alone.
func roomy() aws.HTTPClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost, t.MaxConnsPerHost = 0, 256, 0
	})
}

func (t trial) newWorker(client *calls, seen *events) *worker.Worker {
	w := &worker.Worker{
		Application: "idle",
		Stream:      streamName,
		AWS: aws.Config{
			Region:       "us-east-1",
			BaseEndpoint: &t.Endpoint,
			HTTPClient:   client,
			Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		},
		Processor: processor.Func(func(context.Context, *processor.Batch) error { return nil }),
		Failover:  t.Failover,
		Observe:   []func(worker.Event){seen.note},
	}
	if t.Leases == "memory" {
		w.Leases = &leasetest.Memory{}
	}
	return w
}

// untilHeld waits until the worker holds and has read every shard, and tells how long that took.
func (t trial) untilHeld(ctx context.Context, seen *events, done <-chan error, began time.Time) time.Duration {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	said := began
	for {
		if seen.held.Load() >= int64(t.Shards) && seen.read() >= t.Shards {
			return time.Since(began)
		}
		select {
		case <-ctx.Done():
			return time.Since(began)
		case err := <-done:
			t.give("the worker ended by itself: %v", err)
		case now := <-tick.C:
			if now.Sub(began) > takingMost {
				t.give("holds %d of %d shards after %v", seen.held.Load(), t.Shards, takingMost)
			}
			if now.Sub(said) > tickEvery {
				said = now
				t.say("holds %d, has read %d", seen.held.Load(), seen.read())
			}
		}
	}
}

// rest waits until what the start left behind is gone: two rounds of reads and of renewals, and the
// connections that only the start needed, which are kept for 90 s.
func (t trial) rest(ctx context.Context) {
	pause := max(2*t.interval(), t.Failover, 95*time.Second)
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}

// interval is the pause between calls for an idle shard.
func (t trial) interval() time.Duration {
	return max(fanout.DefaultInterval, time.Duration(t.Shards)*time.Millisecond)
}

func (t trial) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%6d shards, leases in %s: %s\n", t.Shards, t.Leases, fmt.Sprintf(format, args...))
}

func (t trial) give(format string, args ...any) {
	t.say(format, args...)
	os.Exit(1)
}

// events counts what the worker tells of itself.
type events struct {
	held     atomic.Int64
	lost     atomic.Int64
	troubles atomic.Int64
	mu       struct {
		sync.Mutex
		seen map[string]bool // shards that were read once
	}
}

func (e *events) note(event worker.Event) {
	switch is := event.(type) {
	case lease.Taken:
		e.held.Add(1)
	case lease.Lost:
		e.held.Add(-1)
		e.lost.Add(1)
	case fanout.Fetched:
		e.noteRead(is.Shard)
	case fanout.ReadFailed, fanout.Throttled, fanout.NotFound, lease.TableFailed, worker.ServiceFailed:
		if e.troubles.Add(1) <= 5 {
			fmt.Fprintf(os.Stderr, "trouble: %T %.300v\n", is, is)
		}
	}
}

func (e *events) noteRead(shard string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.mu.seen == nil {
		e.mu.seen = map[string]bool{}
	}
	e.mu.seen[shard] = true
}

func (e *events) read() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.mu.seen)
}

// calls is an HTTP client that counts them by service.
type calls struct {
	base              aws.HTTPClient
	kinesis, dynamodb atomic.Int64
}

// Do sends the request.
func (c *calls) Do(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.Header.Get("X-Amz-Target"), "Kinesis") {
		c.kinesis.Add(1)
	} else {
		c.dynamodb.Add(1)
	}
	return c.base.Do(req)
}
