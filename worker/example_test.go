package worker_test

import (
	"context"
	"fmt"
	"log"
	"os/signal"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// A whole consumer. Here it reads an emulated stream until it has seen what is there; leave Until
// out, and load the AWS configuration instead, and it is one for production.
func Example() {
	var emu emulator.Emulator
	cfg := emu.Config() // config.LoadDefaultConfig(ctx) for the real service
	putOne(cfg)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	w := &worker.Worker{
		Application: "billing",
		Stream:      "orders",
		AWS:         cfg,
		Processor: processor.Each(func(_ context.Context, r *processor.Record) error {
			fmt.Printf("%s: %s\n", r.PartitionKey, r.Data)
			return nil
		}),
		Until: worker.Tip,
	}
	if err := w.Run(ctx); err != nil {
		log.Println(err)
	}
	// Output: account-1: +5
}

func putOne(cfg aws.Config) {
	client := kinesis.NewFromConfig(cfg)
	ctx := context.Background()
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("orders"), ShardCount: aws.Int32(1)}); err != nil {
		log.Println(err)
	}
	if _, err := client.PutRecord(ctx, &kinesis.PutRecordInput{
		StreamName: aws.String("orders"), PartitionKey: aws.String("account-1"), Data: []byte("+5"),
	}); err != nil {
		log.Println(err)
	}
}

// Every mistake in a configuration is reported at once, before anything starts.
func ExampleWorker_Validate() {
	w := &worker.Worker{Application: "billing", Stream: "or ders", AWS: aws.Config{Region: "eu-west-1"}, MaxLeases: -1}
	fmt.Println(w.Validate())
	// Output:
	// worker: bad configuration: Processor is nil: give a factory, such as processor.Each(func(ctx, record) error {...})
	// worker: bad configuration: Stream is "or ders": give a stream's name (1 to 128 letters, digits, '_', '.', '-') or its ARN
	// worker: bad configuration: MaxLeases is -1: give the most shards this worker shall read, or 0 for no limit
}
