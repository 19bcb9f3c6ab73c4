// Command deadline ends calls that hang: their context is cancelled, and what was not done comes again.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/shardkeeper/shardkeeper/examples/internal/orders"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "deadline:", err)
		os.Exit(1)
	}
}

// run charges three orders at a bank that does not answer the first time it is asked for the second one.
func run(ctx context.Context, out io.Writer) error {
	cfg, err := orders.Stream(ctx, "1", "2", "3")
	if err != nil {
		return err
	}
	hangs := true
	w := worker.Worker{
		Application: "billing", Stream: "orders", AWS: cfg, Until: worker.Tip,
		Processor: processor.Chain(
			processor.Each(func(ctx context.Context, r *processor.Record) error {
				if string(r.Data) == "2" && hangs {
					hangs = false
					<-ctx.Done() // as any client of a network does that is given the context
					return ctx.Err()
				}
				fmt.Fprintf(out, "charged order %s\n", r.Data)
				return nil
			}),
			processor.Deadline(500*time.Millisecond),
		),
		Observe: []func(worker.Event){func(e worker.Event) {
			if e, is := e.(processor.DeadlinePassed); is {
				fmt.Fprintf(out, "%s took longer than %v\n", e.Call, e.Limit)
			}
		}},
	}
	return w.Run(ctx)
}
