// Command ratelimit calls a partner who allows a hundred requests a second, for both shards of an emulated
// stream together, and prints how many came in each second.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
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
		fmt.Fprintln(os.Stderr, "ratelimit:", err)
		os.Exit(1)
	}
}

const (
	requests = 400
	allowed  = 100 // a second
)

func run(ctx context.Context, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	emu := new(emulator.Emulator)
	client := kinesis.NewFromConfig(emu.Config())
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("orders"), ShardCount: aws.Int32(2)}); err != nil {
		return err
	}
	in := &kinesis.PutRecordsInput{StreamName: aws.String("orders")}
	for i := range requests {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: aws.String(fmt.Sprint("order-", i)), Data: []byte("order")})
	}
	if _, err := client.PutRecords(ctx, in); err != nil {
		return err
	}
	partner := &partner{all: make(chan struct{})}
	w := &worker.Worker{
		Application: "shipping",
		Stream:      "orders",
		AWS:         emu.Config(),
		Processor: processor.Chain(processor.Each(partner.request),
			processor.SharedRateLimit(processor.Rate{Records: allowed})),
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	<-partner.all
	stop()
	if err := <-done; err != nil {
		return err
	}
	fmt.Fprintf(out, "%d requests, never more than %d within a second: %t\n", requests, 2*allowed, partner.most() <= 2*allowed)
	fmt.Fprintf(out, "in no less than three seconds: %t\n", partner.took() >= 2900*time.Millisecond)
	return nil
}

// A partner notes when requests come.
type partner struct {
	mu  sync.Mutex
	at  []time.Time
	all chan struct{}
}

// request is user code. It is called for several shards at once.
func (p *partner) request(context.Context, *processor.Record) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at = append(p.at, time.Now()); len(p.at) == requests {
		close(p.all)
	}
	return nil
}

func (p *partner) took() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at[len(p.at)-1].Sub(p.at[0])
}

// most is the largest number of requests within a second: what the rate allows, and what was not used of
// the second before.
func (p *partner) most() (most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	first := 0
	for i, at := range p.at {
		for at.Sub(p.at[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
