// Command halt lets a shard stand still on an error that no repeat cures, until somebody has repaired what
// was wrong and says so.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/shardkeeper/shardkeeper/examples/internal/orders"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "halt:", err)
		os.Exit(1)
	}
}

var errUnknown = errors.New("unknown currency")

// run charges three orders, of which the second one is in a currency that is not known at first.
func run(ctx context.Context, out io.Writer) error {
	cfg, err := orders.Stream(ctx, "1 EUR", "2 SEK", "3 EUR")
	if err != nil {
		return err
	}
	var known atomic.Bool
	halted := make(chan processor.Halted, 1)
	w := worker.Worker{
		Application: "billing", Stream: "orders", AWS: cfg, Until: worker.Tip,
		Processor: processor.Chain(
			processor.Each(func(_ context.Context, r *processor.Record) error {
				if string(r.Data) == "2 SEK" && !known.Load() {
					return errUnknown
				}
				fmt.Fprintf(out, "charged order %s\n", r.Data)
				return nil
			}),
			processor.HaltOn(func(err error) bool { return errors.Is(err, errUnknown) }), // StopOn would end Run
		),
		Observe: []func(worker.Event){func(e worker.Event) {
			if e, is := e.(processor.Halted); is {
				halted <- e
			}
		}},
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	select {
	case e := <-halted:
		fmt.Fprintln(out, e.Shard.ID, "is halted") // why: e.Err, and Status says it too
		known.Store(true)                          // somebody has repaired it
		w.Resume()
	case err := <-done:
		return err
	}
	return <-done
}
