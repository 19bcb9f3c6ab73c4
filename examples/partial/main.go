// Command partial reports which records of a batch failed, as a Lambda function does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/examples/internal/orders"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "partial:", err)
		os.Exit(1)
	}
}

// run sends orders by twos and threes, of which some fail the first time.
func run(ctx context.Context, out io.Writer) error {
	cfg, err := orders.Stream(ctx, "1", "2", "3", "4", "5")
	if err != nil {
		return err
	}
	failures := map[string]bool{"3": true, "5": true}
	w := worker.Worker{
		Application: "billing", Stream: "orders", AWS: cfg, Until: worker.Tip,
		Processor: processor.ReportFailures(func(_ context.Context, b *processor.Batch) (failed []checkpoint.Position, err error) {
			for _, r := range b.Records {
				order := string(r.Data)
				if failures[order] {
					failed, err = append(failed, r.Position), errors.New("no answer")
					delete(failures, order)
					fmt.Fprintln(out, "order", order, "failed")
					continue
				}
				fmt.Fprintln(out, "order", order, "sent")
			}
			return failed, err
		}),
		Observe: []func(worker.Event){func(e worker.Event) {
			if e, is := e.(processor.BatchFailed); is {
				fmt.Fprintf(out, "%d are done, the rest comes again\n", e.Done)
			}
		}},
	}
	return w.Run(ctx)
}
