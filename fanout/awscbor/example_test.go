package awscbor_test

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout/awscbor"
)

// The SDK's client, its own types, and one option.
func Example() {
	ctx := context.Background()
	var backend emulator.Emulator // or the service, with your own configuration
	client := kinesis.NewFromConfig(backend.Config(), awscbor.Use)

	_, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1))})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("account-1"), Data: []byte("+1")})
	if err != nil {
		fmt.Println(err)
		return
	}
	from, err := client.GetShardIterator(ctx, &kinesis.GetShardIteratorInput{
		StreamName: new("orders"), ShardId: new("shardId-000000000000"), ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err := client.GetRecords(ctx, &kinesis.GetRecordsInput{ShardIterator: from.ShardIterator})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range page.Records {
		fmt.Println(*r.PartitionKey, string(r.Data))
	}
	// Output: account-1 +1
}
