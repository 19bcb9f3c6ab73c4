package emulator_test

// How the exceptions of putting and reading records are provoked, and of finding shards.

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

func recordErrors() map[string]tried {
	const (
		ia  = "InvalidArgumentException"
		pte = "ProvisionedThroughputExceededException"
	)
	const beyond = "340282366920938463463374607431768211456" // 2^128
	overload := provocation{says: "Rate exceeded for shard", by: tooOften}
	return map[string]tried{
		"PutRecord": {
			request: func(world) any {
				return &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte("x")}
			},
			refused: map[string]provocation{
				ia:  with("ExplicitHashKey", func(_ world, in *kinesis.PutRecordInput) { in.ExplicitHashKey = new(beyond) }),
				pte: overload,
			},
		},
		"PutRecords": {
			request: func(world) any {
				return &kinesis.PutRecordsInput{StreamName: new("orders"), Records: []types.PutRecordsRequestEntry{{PartitionKey: new("k"), Data: []byte("x")}}}
			},
			refused: map[string]provocation{
				ia:  with("ExplicitHashKey", func(_ world, in *kinesis.PutRecordsInput) { in.Records[0].ExplicitHashKey = new(beyond) }),
				pte: never("a shard that is over its rate refuses records, not requests: TestAShardTakesAThousandRecordsAndOneMebibyteASecond"),
			},
		},
		"GetShardIterator": {
			request: func(world) any {
				return &kinesis.GetShardIteratorInput{StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: types.ShardIteratorTypeLatest}
			},
			refused: map[string]provocation{
				ia: with("AT_SEQUENCE_NUMBER", func(_ world, in *kinesis.GetShardIteratorInput) {
					in.ShardIteratorType = types.ShardIteratorTypeAtSequenceNumber
				}),
				pte: {says: overload.says, by: tooOften, strict: true},
			},
		},
		"GetRecords": {
			request: func(w world) any {
				from := &kinesis.GetShardIteratorInput{StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: types.ShardIteratorTypeTrimHorizon}
				return &kinesis.GetRecordsInput{ShardIterator: must[*kinesis.GetShardIteratorOutput](w)(w.hands().GetShardIterator(w.Context(), from)).ShardIterator}
			},
			refused: map[string]provocation{
				ia:                          with("Invalid ShardIterator", func(_ world, in *kinesis.GetRecordsInput) { in.ShardIterator = new("made up") }),
				pte:                         overload,
				"ExpiredIteratorException":  with("expired", func(world, *kinesis.GetRecordsInput) { time.Sleep(pageLife + time.Second) }),
				"ResourceNotFoundException": with("orders", func(w world, _ *kinesis.GetRecordsInput) { w.delete("orders") }),
			},
		},
		"ListShards": {
			request: func(world) any { return &kinesis.ListShardsInput{StreamName: new("orders")} },
			refused: map[string]provocation{ia: unnamed()},
		},
	}
}
