package processor

import "context"

// Errors that end a shard's or the worker's work, by rule.

// HaltOn is an adapter that halts the shard on errors that final tells apart (HaltShard): it stands still
// with its lease until Resume or another tenure. It is for errors of which a repeat and another worker are
// equally useless, but other shards may go on: a schema that is unknown, say. final sees the errors of
// Initialize, ProcessRecords and ShardEnded, panics included (Recovered), and is called for several shards
// at once. An error that stops the worker already stays so.
func HaltOn(final func(error) bool) func(Factory) Factory { return deciding(final, HaltShard) }

// StopOn is HaltOn for the whole worker (StopWorker): Run ends with the error, all its shards stop as on
// any stop, and other workers take them. It is for what only this process suffers from, or what a restart
// cures: a disk that is full, credentials that were revoked.
func StopOn(final func(error) bool) func(Factory) Factory { return deciding(final, StopWorker) }

func deciding(final func(error) bool, verdict func(error) error) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return decided{p, final, verdict} })
}

type decided struct {
	RecordProcessor
	final   func(error) bool
	verdict func(error) error
}

func (p decided) Initialize(ctx context.Context, in *Start) error {
	return p.decide(func() error { return p.RecordProcessor.Initialize(ctx, in) })
}

func (p decided) ProcessRecords(ctx context.Context, in *Batch) error {
	return p.decide(func() error { return p.RecordProcessor.ProcessRecords(ctx, in) })
}

func (p decided) ShardEnded(ctx context.Context, in *End) error {
	return p.decide(func() error { return p.RecordProcessor.ShardEnded(ctx, in) })
}

func (p decided) decide(call func() error) error {
	err := try(call)
	if err == nil || !p.final(err) {
		return err
	}
	return p.verdict(err)
}
