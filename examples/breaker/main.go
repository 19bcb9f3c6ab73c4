// Command breaker writes to a database that goes away for a while: after three failures the circuit opens,
// one record probes, and when it is done all the others follow. It prints what happened.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "breaker:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	emu := new(emulator.Emulator)
	client := kinesis.NewFromConfig(emu.Config())
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("orders"), ShardCount: aws.Int32(1)}); err != nil {
		return err
	}
	in := &kinesis.PutRecordsInput{StreamName: aws.String("orders")}
	for i := range 50 {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: aws.String(fmt.Sprint("order-", i)), Data: []byte("order")})
	}
	if _, err := client.PutRecords(ctx, in); err != nil {
		return err
	}
	lines := make(chan string, 100)
	calls := 0
	write := func(_ context.Context, b *processor.Batch) error { // user code
		if calls++; calls <= 4 {
			lines <- fmt.Sprintf("call %d with %d records fails", calls, len(b.Records))
			return errors.New("the database is away")
		}
		lines <- fmt.Sprintf("call %d writes %d records", calls, len(b.Records))
		return nil
	}
	w := &worker.Worker{
		Application: "billing",
		Stream:      "orders",
		AWS:         emu.Config(),
		Processor: processor.Chain(processor.Func(write),
			processor.CircuitBreaker(processor.BreakerPolicy{Failures: 3, Pause: time.Second})),
		Observe: []func(worker.Event){func(e worker.Event) {
			switch e := e.(type) {
			case processor.CircuitOpened:
				lines <- fmt.Sprintf("%s for %v", e.Event(), e.Pause)
			case processor.CircuitClosed:
				lines <- e.Event()
			}
		}},
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	for range 9 {
		fmt.Fprintln(out, <-lines)
	}
	stop()
	return <-done
}
