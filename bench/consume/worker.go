package main

// This project's worker, in each of its ways to read.

import (
	"context"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/tally"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func jsonMode(w *worker.Worker)   { w.PlainJSON = true }
func cborMode(*worker.Worker)     {} // the default
func reuseMode(w *worker.Worker)  { w.Pages = worker.ReusePages }
func fanoutMode(w *worker.Worker) { w.Retrieval = worker.FanOut }

// drainWorker runs a worker with its defaults but for the mode.
func drainWorker(mode func(*worker.Worker)) peer.Drain {
	return func(ctx context.Context, w peer.Work, t *tally.Tally) error {
		ours := &worker.Worker{
			Application:     w.Application,
			Stream:          w.Stream.Name(),
			AWS:             w.Config(),
			InitialPosition: worker.TrimHorizon(),
			Processor: func(s processor.Shard) processor.RecordProcessor {
				return &adder{shard: t.Shard(s.ID)}
			},
		}
		mode(ours)
		return ours.Run(ctx)
	}
}

type adder struct {
	processor.Defaults
	shard *tally.Shard
}

func (a *adder) ProcessRecords(_ context.Context, in *processor.Batch) error {
	for i := range in.Records {
		r := &in.Records[i]
		a.shard.Add(r.Data, r.PartitionKey, r.Position.SequenceNumber(), r.Arrived.UnixMilli())
	}
	a.shard.Own() // a page may be used again
	return nil
}
