package main

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// onAWS runs the same consumer on a real stream, with the machine's AWS configuration, until it is
// interrupted. It prints what happens, and every five seconds how it stands.
func onAWS(ctx context.Context, out io.Writer, stream string) error {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("quickstart: load the AWS configuration: %w", err)
	}
	s := newScreen(out)
	var records atomic.Int64
	watching, end := context.WithCancel(ctx)
	defer end()
	return consume(ctx, cfg, stream,
		func(string, *processor.Record) { records.Add(1) },
		func(w *worker.Worker) {
			w.Observe = []func(worker.Event){func(e worker.Event) { tell(s, e) }}
			go stand(watching, s, w, &records) // ends with watching
		})
}

// tell prints what happened, but for what happens all the time.
func tell(s *screen, e worker.Event) {
	switch e.(type) {
	case processor.Processed, processor.Idle, processor.Checkpointed:
		return
	}
	s.say("%s %v", e.Event(), e.LogValue())
}

// stand prints how it stands.
func stand(ctx context.Context, s *screen, w *worker.Worker, records *atomic.Int64) {
	for wait(ctx, 5*time.Second) {
		status := w.Status()
		s.say("%d records so far; %d workers hold %d shards, at most %v behind",
			records.Load(), status.Fleet.Workers, len(status.Shards), status.Fleet.OldestUnread.Round(time.Second))
		for _, problem := range status.Problems {
			s.say("! %s", problem)
		}
	}
}
