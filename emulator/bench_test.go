package emulator_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// The whole way of a call: SDK, front, model and back. Times include the SDK's own.
func BenchmarkPutAndGetRecords(b *testing.B) {
	for _, size := range []int{200, 1000} {
		b.Run(fmt.Sprintf("bytes=%d", size), func(b *testing.B) {
			b.ReportAllocs()
			emu := emulator.Emulator{Limits: emulator.Off}
			api := kinesis.NewFromConfig(emu.Config())
			if _, err := api.CreateStream(b.Context(), &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1))}); err != nil {
				b.Fatal(err)
			}
			out, err := api.GetShardIterator(b.Context(), &kinesis.GetShardIteratorInput{StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: "LATEST"})
			if err != nil {
				b.Fatal(err)
			}
			in := &kinesis.PutRecordsInput{StreamName: new("orders")}
			for i := range 500 {
				in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: new(fmt.Sprint(i)), Data: make([]byte, size)})
			}
			next := out.ShardIterator
			for b.Loop() {
				if _, err := api.PutRecords(b.Context(), in); err != nil {
					b.Fatal(err)
				}
				page, err := api.GetRecords(b.Context(), &kinesis.GetRecordsInput{ShardIterator: next})
				if err != nil || len(page.Records) != 500 {
					b.Fatalf("GetRecords: %v", err)
				}
				next = page.NextShardIterator
			}
			b.ReportMetric(float64(500*b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
