package main

// One mode: a worker, and someone who puts.

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/bench/internal/spawn"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

const (
	streamName = "latency"
	recordSize = 200
	warmUp     = 3 * time.Second // leases are taken, connections made and pages faulted in
	coolDown   = 3 * time.Second // the last records arrive
)

// A mode is how a worker reads.
type mode struct {
	name string
	set  func(*worker.Worker)
}

func modes() []mode {
	return []mode{
		{"polling, every second", func(*worker.Worker) {}},
		{"polling, every 250 ms", func(w *worker.Worker) { w.PollInterval = 250 * time.Millisecond }},
		{"fan-out", func(w *worker.Worker) { w.Retrieval = worker.FanOut }},
	}
}

// measure gives the latency of each record that was put within the span.
func (s setup) measure(ctx context.Context, m mode) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, s.span+time.Minute)
	defer cancel()
	endpoint, stop, err := spawn.Server(ctx, serveRole, s.shards)
	if err != nil {
		return nil, err
	}
	defer stop()
	cfg := config(endpoint)
	began := time.Now()
	l := &log{began: began, from: warmUp, to: warmUp + s.span}
	w := &worker.Worker{Application: "latency", Stream: streamName, AWS: cfg, Processor: processor.Func(l.process)}
	m.set(w)
	running, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, 1)
	go func() { ended <- w.Run(running) }()
	put, err := s.put(ctx, cfg, began)
	end()
	if runErr := <-ended; err == nil {
		err = runErr
	}
	values := l.all()
	if err == nil && len(values) < put {
		err = fmt.Errorf("latency: %s: %d of %d records came", m.name, len(values), put)
	}
	return values, err
}

func config(endpoint string) aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: &endpoint, HTTPClient: awshttp.NewBuildableClient(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "000000000000", SecretAccessKey: "bench", Source: "bench"}, nil
		}),
	}
}

// put puts records at an even pace, however long a call takes, and says how many of them count.
func (s setup) put(ctx context.Context, cfg aws.Config, began time.Time) (int, error) {
	cfg.HTTPClient = fanout.Client(cfg.HTTPClient)
	api := kinesis.NewFromConfig(cfg)
	var calls sync.WaitGroup
	failed := make(chan error, 1)
	counted := 0
	gap := time.Second / time.Duration(s.rate)
	for at := time.Duration(0); at < warmUp+s.span; at += gap {
		time.Sleep(time.Until(began.Add(at)))
		if ctx.Err() != nil {
			break
		}
		now := time.Since(began)
		if now >= warmUp && now < warmUp+s.span {
			counted++
		}
		calls.Go(func() {
			if err := putOne(ctx, api, now, at); err != nil {
				select {
				case failed <- err:
				default: // one is enough
				}
			}
		})
	}
	calls.Wait()
	time.Sleep(coolDown)
	select {
	case err := <-failed:
		return counted, err
	default:
		return counted, ctx.Err()
	}
}

// putOne puts a record that says when it was put.
func putOne(ctx context.Context, api *kinesis.Client, now, key time.Duration) error {
	data := make([]byte, recordSize)
	binary.BigEndian.PutUint64(data, uint64(now))
	_, err := api.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: new(streamName), PartitionKey: new(key.String()), Data: data})
	if err != nil {
		return fmt.Errorf("latency: put: %w", err)
	}
	return nil
}

// A log has the latency of each record that was put within its bounds.
type log struct {
	began    time.Time
	from, to time.Duration
	mu       struct {
		sync.Mutex
		values []time.Duration
	}
}

// process is user code.
func (l *log) process(_ context.Context, in *processor.Batch) error {
	now := time.Since(l.began)
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range in.Records {
		put := time.Duration(binary.BigEndian.Uint64(in.Records[i].Data))
		if put >= l.from && put < l.to {
			l.mu.values = append(l.mu.values, now-put)
		}
	}
	return nil
}

func (l *log) all() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mu.values
}
