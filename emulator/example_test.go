package emulator_test

import (
	"context"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// A stream without AWS, a socket or a process: an SDK client on the emulator in this one.
func Example() {
	var emu emulator.Emulator
	api := kinesis.NewFromConfig(emu.Config())
	ctx := context.Background()

	_, err := api.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(2))})
	if err != nil {
		log.Fatal(err)
	}
	for _, customer := range []string{"ada", "ben", "eva"} {
		_, err := api.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: &customer, Data: []byte("an apple")})
		if err != nil {
			log.Fatal(err)
		}
	}
	_, err = api.MergeShards(ctx, &kinesis.MergeShardsInput{
		StreamName: new("orders"), ShardToMerge: new("shardId-000000000000"), AdjacentShardToMerge: new("shardId-000000000001"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(emu.Tree("orders"))
	// Output:
	// orders: ACTIVE, 1 of 3 shards open, 3 records
	// shardId-000000000000  closed  0%-50%  2 records
	// └─ shardId-000000000002  open  0%-100%  0 records  (child of shardId-000000000001 too)
	// shardId-000000000001  closed  50%-100%  1 record
	// └─ (merged into shardId-000000000002)
}

// Faults are put in the way of requests by the name of their operation.
func ExampleEmulator_Fail() {
	var emu emulator.Emulator
	api := kinesis.NewFromConfig(emu.Config())
	ctx := context.Background()
	_, _ = api.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1))})
	iterator, err := api.GetShardIterator(ctx, &kinesis.GetShardIteratorInput{
		StreamName: new("orders"), ShardId: new("shardId-000000000000"), ShardIteratorType: types.ShardIteratorTypeLatest,
	})
	if err != nil {
		log.Fatal(err)
	}

	hook := emu.Fail("GetRecords", emulator.ExpiredIterator, emulator.Times(1))
	for range 2 {
		_, err := api.GetRecords(ctx, &kinesis.GetRecordsInput{ShardIterator: iterator.ShardIterator})
		fmt.Println(refusal(err))
	}
	fmt.Println("applied to", hook.Count(), "call")
	// Output:
	// ExpiredIteratorException
	//
	// applied to 1 call
}
