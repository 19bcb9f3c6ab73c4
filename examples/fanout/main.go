// Command fanout runs a worker on an emulated stream that changes from polling to enhanced fan-out and
// back while records flow, and prints what happened.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fanout:", err)
		os.Exit(1)
	}
}

const perPart = 100 // records

// run puts a hundred records in each mode, and changes the mode while the worker runs.
func run(ctx context.Context, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	emu := new(emulator.Emulator)
	client := kinesis.NewFromConfig(emu.Config())
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("orders"), ShardCount: aws.Int32(1)}); err != nil {
		return err
	}
	seen := &audience{retrieved: make(chan fanout.RetrievalChanged, 10), all: make(chan struct{}, 10)}
	w := &worker.Worker{
		Application: "billing", // and the consumer's name
		Stream:      "orders",
		AWS:         emu.Config(),
		Processor:   processor.Each(seen.record),
		Retrieval:   worker.Polling,
		Observe:     []func(worker.Event){seen.event},
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()

	for part, mode := range []worker.Retrieval{worker.Polling, worker.FanOut, worker.Polling} {
		if err := w.SetRetrieval(mode); err != nil {
			return err
		}
		if part > 0 {
			change := <-seen.retrieved
			fmt.Fprintf(out, "%s: from %v to %v\n", change.Shard, change.From, change.To)
		}
		if err := put(ctx, client, part*perPart); err != nil {
			return err
		}
		<-seen.all
		fmt.Fprintf(out, "%v: records %d to %d came, each once, in order\n", mode, part*perPart, (part+1)*perPart-1)
	}
	stop()
	if err := <-done; err != nil {
		return err
	}
	fmt.Fprintf(out, "%d records, %d out of place\n", seen.next, seen.outOfPlace)
	return nil
}

// put puts numbered records.
func put(ctx context.Context, client *kinesis.Client, first int) error {
	for n := range perPart {
		in := &kinesis.PutRecordInput{StreamName: aws.String("orders"), PartitionKey: aws.String("account"), Data: strconv.AppendInt(nil, int64(first+n), 10)}
		if _, err := client.PutRecord(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// An audience sees what comes, and how.
type audience struct {
	retrieved chan fanout.RetrievalChanged
	all       chan struct{} // a part is complete

	mu         sync.Mutex
	next       int
	outOfPlace int
}

// record is user code.
func (a *audience) record(_ context.Context, r *processor.Record) error {
	a.mu.Lock()
	if string(r.Data) != strconv.Itoa(a.next) {
		a.outOfPlace++
	}
	a.next++
	complete := a.next%perPart == 0
	a.mu.Unlock()
	if complete {
		a.all <- struct{}{}
	}
	return nil
}

// event must not block: there is room for more changes than happen here.
func (a *audience) event(e worker.Event) {
	if change, is := e.(fanout.RetrievalChanged); is && change.From != change.To && (change.From == worker.FanOut || change.To == worker.FanOut) {
		a.retrieved <- change
	}
}
