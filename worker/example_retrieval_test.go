package worker_test

import (
	"context"
	"log"
	"os/signal"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// A worker that polls until it is told otherwise, by a signal here; a flag or an HTTP handler does as well.
func ExampleWorker_SetRetrieval() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	w := &worker.Worker{
		Application: "billing",
		Stream:      "orders",
		AWS:         aws.Config{}, // config.LoadDefaultConfig(ctx)
		Processor:   processor.Each(func(context.Context, *processor.Record) error { return nil }),
		Retrieval:   worker.Polling,
	}
	hurry, done := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer done()
	context.AfterFunc(hurry, func() {
		if err := w.SetRetrieval(worker.FanOut); err != nil { // of all shards, while they are read
			log.Print(err)
		}
		if err := w.SetRetrieval(worker.Polling, "shardId-000000000003"); err != nil { // but for one
			log.Print(err)
		}
	})
	if err := w.Run(ctx); err != nil {
		log.Print(err)
	}
}
