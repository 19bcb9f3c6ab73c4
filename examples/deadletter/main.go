// Command deadletter gives a record up that cannot be processed: it goes to a file, the shard goes on.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/shardkeeper/shardkeeper/examples/internal/orders"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/sink"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "deadletter:", err)
		os.Exit(1)
	}
}

// run charges three orders, of which one is no order, and shows the file at the end.
func run(ctx context.Context, out io.Writer) error {
	cfg, err := orders.Stream(ctx, "1", "no order", "3")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "deadletter")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := sink.OpenJSONLines(filepath.Join(dir, "dead.jsonl"))
	if err != nil {
		return err
	}
	defer file.Close()

	w := worker.Worker{
		Application: "billing", Stream: "orders", AWS: cfg, Until: worker.Tip,
		Processor: processor.Chain(
			processor.Each(func(_ context.Context, r *processor.Record) error {
				if len(r.Data) > 1 {
					return errors.New("not a number")
				}
				fmt.Fprintf(out, "charged order %s\n", r.Data)
				return nil
			}),
			processor.DeadLetterAfter(processor.RetryPolicy{Attempts: 3}, file), // or a sink/sqs.Queue, or a sink/stream.Stream
		),
		Observe: []func(worker.Event){func(e worker.Event) {
			if e, is := e.(processor.DeadLettered); is {
				fmt.Fprintf(out, "a record is put aside after %d attempts\n", e.Attempts)
			}
		}},
	}
	if err := w.Run(ctx); err != nil {
		return err
	}
	return show(out, filepath.Join(dir, "dead.jsonl"))
}

// show prints what the file says.
func show(out io.Writer, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var line sink.Line
	if err := json.Unmarshal(text, &line); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s of %s: %q, %d attempts\n", line.Shard, line.Stream, line.Data, line.Attempts) // and why: line.Error
	return nil
}
