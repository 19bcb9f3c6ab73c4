// Command retry tries a record again with pauses of its own, until a service is back. Its observer shows each
// attempt.
package main

import (
	"context"
	"errors"
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
		fmt.Fprintln(os.Stderr, "retry:", err)
		os.Exit(1)
	}
}

// run charges three orders; the bank refuses the second one until its third attempt.
func run(ctx context.Context, out io.Writer) error {
	cfg, err := orders.Stream(ctx, "1", "2", "3")
	if err != nil {
		return err
	}
	bank := &bank{out: out, away: 2}
	w := worker.Worker{
		Application: "billing", Stream: "orders", AWS: cfg, Until: worker.Tip,
		Processor: processor.Chain(processor.Each(bank.charge), processor.Retry(processor.RetryPolicy{
			First:  200 * time.Millisecond, // then 400, 800 and so on
			Most:   5 * time.Second,
			Jitter: -1, // so that the example prints the same each time
			MaxAge: time.Hour,
		})),
		Observe: []func(worker.Event){func(e worker.Event) {
			if e, is := e.(processor.BatchFailed); is {
				fmt.Fprintf(out, "attempt %d failed, again after %v\n", e.Attempt, e.Retry)
			}
		}},
	}
	return w.Run(ctx)
}

// A bank is away for a time.
type bank struct {
	out  io.Writer
	away int // calls
}

func (b *bank) charge(_ context.Context, r *processor.Record) error {
	if string(r.Data) == "2" && b.away > 0 {
		b.away--
		return errors.New("the bank is away")
	}
	fmt.Fprintf(b.out, "charged order %s\n", r.Data)
	return nil
}
