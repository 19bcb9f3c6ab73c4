// Package orders is the stream of the examples: it lies in an emulator within the process.
package orders

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// Stream makes the stream orders, of one shard, with a record for each of data in this order. Who reads
// it from the beginning gets them as one batch.
func Stream(ctx context.Context, data ...string) (aws.Config, error) {
	cfg := new(emulator.Emulator).Config()
	client := kinesis.NewFromConfig(cfg)
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("orders"), ShardCount: aws.Int32(1)}); err != nil {
		return cfg, fmt.Errorf("orders: %w", err)
	}
	in := &kinesis.PutRecordsInput{StreamName: aws.String("orders")}
	for _, d := range data {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: aws.String("account"), Data: []byte(d)})
	}
	if _, err := client.PutRecords(ctx, in); err != nil {
		return cfg, fmt.Errorf("orders: %w", err)
	}
	return cfg, nil
}
