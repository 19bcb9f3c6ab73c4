// Command parallel charges accounts on an emulated stream, eight records of the shard at once and each
// account's in order, and prints how much faster that is than one by one.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "parallel:", err)
		os.Exit(1)
	}
}

const (
	accounts = 8
	charges  = 10 // of each account
	takes    = 20 * time.Millisecond
)

func run(ctx context.Context, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	emu := new(emulator.Emulator)
	client := kinesis.NewFromConfig(emu.Config())
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("charges"), ShardCount: aws.Int32(1)}); err != nil {
		return err
	}
	for n := range charges {
		for a := range accounts {
			in := &kinesis.PutRecordInput{StreamName: aws.String("charges"), PartitionKey: aws.String(fmt.Sprint("account-", a)), Data: strconv.AppendInt(nil, int64(n), 10)}
			if _, err := client.PutRecord(ctx, in); err != nil {
				return err
			}
		}
	}
	bank := &bank{charged: map[string]int{}, all: make(chan struct{})}
	w := &worker.Worker{
		Application: "billing",
		Stream:      "charges",
		AWS:         emu.Config(),
		Processor:   processor.Parallel(8, processor.ByPartitionKey, bank.charge),
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	<-bank.all
	stop()
	if err := <-done; err != nil {
		return err
	}
	one := accounts * charges * takes
	fmt.Fprintf(out, "%d charges of %d accounts, each account's in order: %t\n", accounts*charges, accounts, bank.inOrder())
	fmt.Fprintf(out, "one failed once, and came again without holding them up: %t\n", bank.failed)
	fmt.Fprintf(out, "at least three times as fast as one by one: %t\n", bank.took < one/3)
	return nil
}

// A bank takes its time for each charge.
type bank struct {
	mu      sync.Mutex
	charged map[string]int // by account: the next charge
	wrong   int
	failed  bool
	count   int
	begun   time.Time
	took    time.Duration
	all     chan struct{}
}

// charge is user code. It is called for several records at once.
func (b *bank) charge(_ context.Context, r *processor.Record) error {
	if b.fails(r) {
		return errors.New("the bank is busy")
	}
	time.Sleep(takes)
	b.mu.Lock()
	defer b.mu.Unlock()
	if string(r.Data) != strconv.Itoa(b.charged[r.PartitionKey]) {
		b.wrong++
	}
	b.charged[r.PartitionKey]++
	if b.count++; b.count == accounts*charges {
		b.took = time.Since(b.begun)
		close(b.all)
	}
	return nil
}

// fails tells whether the charge fails: one of them does, once.
func (b *bank) fails(r *processor.Record) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.begun.IsZero() {
		b.begun = time.Now()
	}
	if b.failed || r.PartitionKey != "account-3" {
		return false
	}
	b.failed = true
	return true
}

func (b *bank) inOrder() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wrong == 0
}
