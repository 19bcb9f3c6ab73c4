package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// What is put, and what happens meanwhile.

const (
	stream  = "transfers"
	puts    = 10 * time.Second       // transfers are put for so long
	between = 100 * time.Millisecond // between two puts
)

// story runs to the last transfer. want is what the accounts must hold.
func story(ctx context.Context, p plan, b *bank, out io.Writer) (want statement, fenced int64, err error) {
	var emu emulator.Emulator
	api := kinesis.NewFromConfig(emu.Backstage())
	if _, err := api.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String(stream), ShardCount: aws.Int32(2)}); err != nil {
		return want, 0, err
	}
	f := &fleet{emu: &emu, application: "bank", out: out, processor: processor.Idempotent(b.store, book)}
	if p.naive {
		f.processor = processor.Func(b.naive)
	}
	for range 3 {
		f.join(ctx)
	}
	for id := range accounts {
		want.balance[id] = opening
	}
	random := rand.New(rand.NewPCG(p.seed, 0))
	rounds := int(puts / between)
	for round := range rounds {
		some := p.transfers*(round+1)/rounds - p.transfers*round/rounds
		if err := put(ctx, api, random, some, &want); err != nil {
			return want, 0, err
		}
		if round%12 == 11 {
			if err := f.mishap(ctx, api, random, round/12); err != nil {
				return want, 0, err
			}
		}
		time.Sleep(between)
	}
	err = f.finish(ctx)
	return want, f.fenced.Load(), err
}

// put puts some random transfers, and notes what they do.
func put(ctx context.Context, api *kinesis.Client, random *rand.Rand, some int, want *statement) error {
	if some == 0 {
		return nil
	}
	in := &kinesis.PutRecordsInput{StreamName: aws.String(stream)}
	for range some {
		t := transfer{from: random.IntN(accounts), to: random.IntN(accounts), amount: 1 + random.IntN(50)}
		want.apply(t)
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: aws.String(fmt.Sprint("account-", t.from)), Data: []byte(t.String())})
	}
	answer, err := api.PutRecords(ctx, in)
	if err == nil && aws.ToInt32(answer.FailedRecordCount) > 0 {
		err = fmt.Errorf("put: %d of %d transfers were refused", *answer.FailedRecordCount, some)
	}
	return err
}

// mishap is the next thing that happens, to a worker or shard by chance.
func (f *fleet) mishap(ctx context.Context, api *kinesis.Client, random *rand.Rand, turn int) error {
	switch n := random.IntN(len(f.alive)); turn % 5 {
	case 0, 3:
		f.freeze(n)
	case 1:
		f.kill(n)
		f.join(ctx)
	case 2:
		fmt.Fprintln(f.out, "the shards double")
		return scale(ctx, api, 4)
	case 4:
		f.retire(n)
		f.join(ctx)
		fmt.Fprintln(f.out, "the shards are merged")
		return scale(ctx, api, 2)
	}
	return nil
}

func scale(ctx context.Context, api *kinesis.Client, shards int32) error {
	_, err := api.UpdateShardCount(ctx, &kinesis.UpdateShardCountInput{
		StreamName: aws.String(stream), TargetShardCount: aws.Int32(shards), ScalingType: types.ScalingTypeUniformScaling,
	})
	return err
}

// finish stops the workers, and lets one more read to the end.
func (f *fleet) finish(ctx context.Context) error {
	for len(f.alive) > 0 {
		f.retire(0)
	}
	f.all.Wait() // the killed ones too, and what they still had in hand
	last := &member{name: "the last worker", plug: f.emu.Plug()}
	w := f.worker(last)
	w.Until = worker.Tip
	fmt.Fprintf(f.out, "%s reads to the end\n", last.name)
	return w.Run(ctx)
}
