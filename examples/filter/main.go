// Command filter processes only the records that are its business.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/shardkeeper/shardkeeper/examples/internal/orders"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "filter:", err)
		os.Exit(1)
	}
}

// run charges the paid orders of five.
func run(ctx context.Context, out io.Writer) error {
	cfg, err := orders.Stream(ctx, "paid 1", "draft 2", "draft 3", "paid 4", "draft 5")
	if err != nil {
		return err
	}
	paid := func(r *processor.Record) bool { return bytes.HasPrefix(r.Data, []byte("paid")) }
	w := worker.Worker{
		Application: "billing", Stream: "orders", AWS: cfg, Until: worker.Tip,
		Processor: processor.Chain(processor.Each(func(_ context.Context, r *processor.Record) error {
			fmt.Fprintf(out, "charged %s\n", r.Data)
			return nil
		}), processor.Filter(paid)),
		Observe: []func(worker.Event){func(e worker.Event) {
			switch e := e.(type) {
			case processor.Filtered:
				fmt.Fprintln(out, e.Records, "are of no interest")
			case processor.Processed:
				fmt.Fprintln(out, e.Records, "are done")
			}
		}},
	}
	return w.Run(ctx)
}
