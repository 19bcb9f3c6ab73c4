// Command window writes the records of an emulated stream to a warehouse a hundred at a time, or what there
// is when the oldest has waited three seconds, and prints the batches.
package main

import (
	"context"
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
		fmt.Fprintln(os.Stderr, "window:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	emu := new(emulator.Emulator)
	client := kinesis.NewFromConfig(emu.Config())
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("clicks"), ShardCount: aws.Int32(1)}); err != nil {
		return err
	}
	written := make(chan int, 10)
	load := func(_ context.Context, b *processor.Batch) error { // user code: one statement for all of them
		written <- len(b.Records)
		return nil
	}
	window := processor.WindowPolicy{Records: 100, Wait: 3 * time.Second}
	w := &worker.Worker{
		Application: "warehouse",
		Stream:      "clicks",
		AWS:         emu.Config(),
		Processor:   processor.Chain(processor.Func(load), processor.Window(window)),
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	for range 5 {
		if err := put(ctx, client, 50); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "a full window of %d\n", <-written)
	fmt.Fprintf(out, "a full window of %d\n", <-written)
	fmt.Fprintf(out, "what there was when the oldest had waited: %d\n", <-written)
	stop()
	return <-done
}

// put puts n records in one request.
func put(ctx context.Context, client *kinesis.Client, n int) error {
	in := &kinesis.PutRecordsInput{StreamName: aws.String("clicks")}
	for i := range n {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: aws.String(fmt.Sprint("visitor-", i)), Data: []byte("click")})
	}
	_, err := client.PutRecords(ctx, in)
	return err
}
