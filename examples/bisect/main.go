// Command bisect finds the one order that makes a batch fail. It is then tried alone.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/shardkeeper/shardkeeper/examples/internal/orders"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bisect:", err)
		os.Exit(1)
	}
}

// run inserts batches into a database that does not say which row it dislikes: order x, at first.
func run(ctx context.Context, out io.Writer) error {
	cfg, err := orders.Stream(ctx, "1", "2", "3", "4", "5", "x", "7", "8")
	if err != nil {
		return err
	}
	db := &database{out: out}
	w := worker.Worker{
		Application: "billing", Stream: "orders", AWS: cfg, Until: worker.Tip,
		Processor: processor.Chain(processor.Func(db.insert), processor.Bisect()),
		Observe: []func(worker.Event){func(e worker.Event) {
			if e, is := e.(processor.Isolated); is {
				fmt.Fprintf(out, "one of %d, found with %d calls: %v\n", e.Records, e.Calls, e.Err)
			}
		}},
	}
	return w.Run(ctx)
}

// A database takes a batch or nothing.
type database struct {
	out    io.Writer
	failed int
}

func (db *database) insert(_ context.Context, b *processor.Batch) error {
	var rows []string
	for _, r := range b.Records {
		rows = append(rows, string(r.Data))
	}
	if strings.Contains(strings.Join(rows, ""), "x") && db.failed < 5 {
		db.failed++
		fmt.Fprintln(db.out, "insert", rows, "fails")
		return errors.New("a row is bad")
	}
	fmt.Fprintln(db.out, "insert", rows)
	return nil
}
