package fanout_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout"
)

// Reading a shard from its beginning to its tip, without leases or checkpoints.
func Example() {
	ctx := context.Background()
	var backend emulator.Emulator
	server := httptest.NewServer(&backend) // or the service, without the next two lines
	defer server.Close()
	cfg := backend.Config()
	cfg.BaseEndpoint = aws.String(server.URL)
	cfg.HTTPClient = fanout.Client(awshttp.NewBuildableClient())
	client := kinesis.NewFromConfig(cfg)
	put(ctx, client)

	reader := &fanout.Retriever{
		Client:     client,
		StreamName: "orders",
		Interval:   250 * time.Millisecond,
		Observe: func(e fanout.Event) {
			if _, ok := e.(fanout.BacklogExpired); ok {
				fmt.Println(e.Event(), e.LogValue())
			}
		},
	}
	source := reader.Open("shardId-000000000000", fanout.From{})
	defer source.Close()
	for {
		page, err := source.Next(ctx)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, r := range page.Records {
			fmt.Println(r.PartitionKey, string(r.Data))
		}
		if page.Behind == 0 {
			return
		}
	}
	// Output:
	// alice +1
	// bob +2
}

// put makes a stream and puts two records.
func put(ctx context.Context, client *kinesis.Client) {
	_, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String("orders"), ShardCount: aws.Int32(1)})
	for _, r := range []struct{ key, data string }{{"alice", "+1"}, {"bob", "+2"}} {
		if err == nil {
			_, err = client.PutRecord(ctx, &kinesis.PutRecordInput{
				StreamName: aws.String("orders"), PartitionKey: &r.key, Data: []byte(r.data),
			})
		}
	}
	if err != nil {
		fmt.Println(err)
	}
}
