package emulator_test

// How the exceptions of what a stream can take are provoked: of shards, modes, strategies and sizes.

import (
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

func capacityErrors() map[string]tried {
	const (
		ia  = "InvalidArgumentException"
		val = "ValidationException"
	)
	return map[string]tried{
		"SplitShard": {
			request: func(world) any {
				return &kinesis.SplitShardInput{StreamName: new("orders"), ShardToSplit: new(shard0), NewStartingHashKey: new("1000")}
			},
			refused: map[string]provocation{
				ia:  with("NewStartingHashKey", func(_ world, in *kinesis.SplitShardInput) { in.NewStartingHashKey = new("0") }),
				val: with("ON_DEMAND", func(_ world, in *kinesis.SplitShardInput) { in.StreamName = new("clicks") }),
			},
		},
		"MergeShards": {
			request: func(world) any {
				return &kinesis.MergeShardsInput{StreamName: new("orders"), ShardToMerge: new(shard0), AdjacentShardToMerge: new(shard1)}
			},
			refused: map[string]provocation{
				ia: with("adjacent", func(_ world, in *kinesis.MergeShardsInput) {
					in.ShardToMerge, in.AdjacentShardToMerge = in.AdjacentShardToMerge, in.ShardToMerge
				}),
				val: with("ON_DEMAND", func(_ world, in *kinesis.MergeShardsInput) { in.StreamName = new("clicks") }),
			},
		},
		"UpdateShardCount": {
			request: func(world) any {
				return &kinesis.UpdateShardCountInput{StreamName: new("orders"), TargetShardCount: new(int32(3)), ScalingType: types.ScalingTypeUniformScaling}
			},
			refused: map[string]provocation{
				ia:  unnamed(),
				val: with("ON_DEMAND", func(_ world, in *kinesis.UpdateShardCountInput) { in.StreamName = new("clicks") }),
			},
		},
		"UpdateStreamMode": {
			request: func(world) any { return switching(ordersARN, types.StreamModeOnDemand) },
			refused: map[string]provocation{
				ia: with("AUTO", func(w world, in *kinesis.UpdateStreamModeInput) {
					must[*kinesis.UpdateStreamRecordDistributionStrategyOutput](w)(w.hands().UpdateStreamRecordDistributionStrategy(w.Context(), distributing()))
					*in = *switching(clicksARN, types.StreamModeProvisioned)
				}),
				val: with("MinimumThroughputBillingCommitment", func(_ world, in *kinesis.UpdateStreamModeInput) { in.WarmThroughputMiBps = new(int32(10)) }),
			},
		},
		"UpdateStreamRecordDistributionStrategy": {
			request: func(world) any { return distributing() },
			refused: map[string]provocation{
				ia: with("PROVISIONED", func(_ world, in *kinesis.UpdateStreamRecordDistributionStrategyInput) { in.StreamARN = new(ordersARN) }),
				val: with("recordDistributionStrategy", func(_ world, in *kinesis.UpdateStreamRecordDistributionStrategyInput) {
					in.RecordDistributionStrategy = "BY_HAND"
				}),
			},
		},
		"UpdateStreamWarmThroughput": {
			request: func(w world) any {
				w.commit(types.MinimumThroughputBillingCommitmentInputStatusEnabled)
				return &kinesis.UpdateStreamWarmThroughputInput{StreamName: new("clicks"), WarmThroughputMiBps: new(int32(10))}
			},
			refused: map[string]provocation{
				ia:  unnamed(),
				val: with("PROVISIONED", func(_ world, in *kinesis.UpdateStreamWarmThroughputInput) { in.StreamName = new("orders") }),
			},
		},
		"UpdateMaxRecordSize": {
			request: func(world) any {
				return &kinesis.UpdateMaxRecordSizeInput{StreamARN: new(ordersARN), MaxRecordSizeInKiB: new(int32(2048))}
			},
			refused: map[string]provocation{
				ia:  with("StreamARN", func(_ world, in *kinesis.UpdateMaxRecordSizeInput) { in.StreamARN = nil }),
				val: with("maxRecordSizeInKiB", func(_ world, in *kinesis.UpdateMaxRecordSizeInput) { in.MaxRecordSizeInKiB = new(int32(1023)) }),
			},
		},
	}
}

func switching(arn string, mode types.StreamMode) *kinesis.UpdateStreamModeInput {
	return &kinesis.UpdateStreamModeInput{StreamARN: &arn, StreamModeDetails: &types.StreamModeDetails{StreamMode: mode}}
}

func distributing() *kinesis.UpdateStreamRecordDistributionStrategyInput {
	return &kinesis.UpdateStreamRecordDistributionStrategyInput{StreamARN: new(clicksARN), RecordDistributionStrategy: types.RecordDistributionStrategyAuto}
}
