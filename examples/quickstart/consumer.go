package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// consume is a whole consumer. Run it on as many machines as you like: each takes its share.
func consume(ctx context.Context, cfg aws.Config, stream string, count func(shard string, r *processor.Record), with ...option) error {
	w := &worker.Worker{
		Application: "quickstart", // names the lease table
		Stream:      stream,       // name or ARN
		AWS:         cfg,          // aws.Config: region, credentials
		Processor: processor.Func(func(ctx context.Context, batch *processor.Batch) error {
			for i := range batch.Records {
				count(batch.Shard.ID, &batch.Records[i])
			}
			return nil // done: it is checkpointed; an error would bring the batch again
		}),
	}
	for _, set := range with {
		set(w)
	}
	return w.Run(ctx) // nil after a graceful stop
}

// An option sets a field that the demonstration needs and a consumer does not.
type option func(*worker.Worker)
