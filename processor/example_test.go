package processor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// show runs a factory over three records. In a program the worker does that.
func show(f processor.Factory, options ...processortest.Option) {
	report := processortest.Run(exampleT{}, f, processortest.Records("a", "b", "c"), options...)
	fmt.Println(report.How, "at", report.Progress.Position)
}

// exampleT is as much of a test as an example needs.
type exampleT struct{ testing.TB }

func (exampleT) Helper()                  {}
func (exampleT) Context() context.Context { return context.Background() }

// A batch is done when the function returns nil.
func ExampleFunc() {
	show(processor.Func(func(_ context.Context, b *processor.Batch) error {
		fmt.Println("insert", len(b.Records), "rows")
		return nil
	}))
	// Output:
	// insert 3 rows
	// ended at SHARD_END
}

// A record that fails comes again, and nothing that is done does.
func ExampleEach() {
	failed := false
	show(processor.Each(func(_ context.Context, r *processor.Record) error {
		if string(r.Data) == "b" && !failed {
			failed = true
			return errors.New("not now")
		}
		fmt.Printf("%s\n", r.Data)
		return nil
	}))
	// Output:
	// a
	// b
	// c
	// ended at SHARD_END
}

// FailedAt keeps what a batch did get done.
func ExampleFailedAt() {
	show(processor.Func(func(_ context.Context, b *processor.Batch) error {
		for _, r := range b.Records {
			if string(r.Data) == "c" && b.Attempt == 1 {
				return processor.FailedAt(r.Position, errors.New("not now"))
			}
			fmt.Printf("%s, attempt %d\n", r.Data, b.Attempt)
		}
		return nil
	}))
	// Output:
	// a, attempt 1
	// b, attempt 1
	// c, attempt 2
	// ended at SHARD_END
}

// archive collects records over several batches and checkpoints when they are safe.
type archive struct {
	processor.Defaults
	open []string
}

func (a *archive) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	for _, r := range b.Records {
		a.open = append(a.open, string(r.Data))
	}
	if len(a.open) < 2 {
		return nil // not checkpointed: what is in memory comes again after a crash
	}
	return a.flush(ctx, b.Checkpointer)
}

// ShutdownRequested is the last chance to store what is open: the lease is still held.
func (a *archive) ShutdownRequested(ctx context.Context, in *processor.Stop) error {
	return a.flush(ctx, in.Checkpointer)
}

// ShardEnded must checkpoint where checkpoints are manual; until it does, the children wait.
func (a *archive) ShardEnded(ctx context.Context, in *processor.End) error {
	return a.flush(ctx, in.Checkpointer)
}

func (a *archive) flush(ctx context.Context, c *processor.Checkpointer) error {
	fmt.Println("upload", a.open)
	a.open = nil
	return c.Checkpoint(ctx)
}

// Manual checkpoints, for a processor that keeps records back.
func ExampleCheckpointer() {
	show(func(processor.Shard) processor.RecordProcessor { return new(archive) },
		processortest.Manual(), processortest.PageSize(1), processortest.Stopped())
	// Output:
	// upload [a b]
	// upload [c]
	// stopped at 3
}

// ledger writes each batch in a transaction that is prepared, as the checkpoint is.
type ledger struct{ processor.Defaults }

// Initialize finds the transaction of which it is unknown whether it was committed.
func (ledger) Initialize(_ context.Context, in *processor.Start) error {
	if in.Pending != nil {
		fmt.Printf("%s is open, up to %v\n", in.Pending.State, in.Pending.Position)
	}
	return nil
}

func (ledger) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	last := b.Records[len(b.Records)-1].Position
	prepared, err := b.Checkpointer.Prepare(ctx, fmt.Appendf(nil, "transaction %v", last))
	if err != nil {
		return err
	}
	fmt.Println("commit transaction", last)
	return prepared.Checkpoint(ctx)
}

// A checkpoint in two phases: whoever comes after a crash finds what was under way.
func ExampleCheckpointer_Prepare() {
	left := checkpoint.Progress{Position: processortest.At(1), Pending: &checkpoint.Pending{Position: processortest.At(2), State: []byte("transaction 2")}}
	show(func(processor.Shard) processor.RecordProcessor { return ledger{} },
		processortest.From(left), processortest.Stopped())
	// Output:
	// transaction 2 is open, up to 2
	// commit transaction 3
	// stopped at 3
}

// sink is a table that keeps, with each shard's rows, the highest token and place it has seen.
type sink struct {
	token map[string]uint64
	upTo  map[string]checkpoint.Position
}

// insert is one transaction: the fence, the place, and the rows, all or nothing.
func (s *sink) insert(shard processor.Shard, records []processor.Record) error {
	if shard.Token < s.token[shard.ID] {
		return errors.New("a later tenure writes here")
	}
	s.token[shard.ID] = shard.Token
	for _, r := range records {
		if s.upTo[shard.ID].Before(r.Position) {
			fmt.Printf("insert %s\n", r.Data)
			s.upTo[shard.ID] = r.Position
		}
	}
	return nil
}

// Exactly once in effect: the sink takes the token and the position in its own transaction, so
// what comes again is no second row, and a writer whose lease is gone writes nothing.
func ExampleShard() {
	s := sink{map[string]uint64{}, map[string]checkpoint.Position{}}
	show(processor.Func(func(_ context.Context, b *processor.Batch) error {
		if err := s.insert(b.Shard, b.Records); err != nil {
			return err
		}
		if b.Attempt == 1 {
			return errors.New("the connection broke behind the commit")
		}
		late := b.Shard
		late.Token--
		fmt.Println("an earlier tenure:", s.insert(late, b.Records))
		return nil
	}))
	// Output:
	// insert a
	// insert b
	// insert c
	// an earlier tenure: a later tenure writes here
	// ended at SHARD_END
}
