package emulator_test

// How the exceptions of streams are provoked: of their life, of how they are shown, and of their
// encryption, monitoring and retention.

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

func streamErrors() map[string]tried {
	const (
		ia  = "InvalidArgumentException"
		le  = "LimitExceededException"
		riu = "ResourceInUseException"
		val = "ValidationException"
	)
	return map[string]tried{
		"CreateStream": {
			request: func(world) any {
				return &kinesis.CreateStreamInput{StreamName: new("bills"), ShardCount: new(int32(1))}
			},
			refused: map[string]provocation{
				ia: with("AUTO", func(_ world, in *kinesis.CreateStreamInput) {
					in.RecordDistributionStrategy = types.RecordDistributionStrategyAuto
				}),
				riu: with("already exists", func(_ world, in *kinesis.CreateStreamInput) { in.StreamName = new("orders") }),
				val: with("shardCount", func(_ world, in *kinesis.CreateStreamInput) { in.ShardCount = new(int32(0)) }),
			},
		},
		"DeleteStream": {
			request: func(world) any { return &kinesis.DeleteStreamInput{StreamName: new("orders")} },
			refused: map[string]provocation{ia: unnamed(), riu: {says: "being deleted", by: whileDeleting}},
		},
		"DescribeStream": {
			request: func(world) any { return &kinesis.DescribeStreamInput{StreamName: new("orders")} },
			refused: map[string]provocation{ia: unnamed()},
		},
		"DescribeStreamSummary": {
			request: func(world) any { return &kinesis.DescribeStreamSummaryInput{StreamName: new("orders")} },
			refused: map[string]provocation{ia: unnamed()},
		},
		"ListStreams": {
			request: func(world) any { return &kinesis.ListStreamsInput{} },
			refused: map[string]provocation{
				ia: with("Invalid NextToken", func(_ world, in *kinesis.ListStreamsInput) { in.NextToken = new("made up") }),
			},
		},
		"DecreaseStreamRetentionPeriod": {
			request: func(world) any {
				return &kinesis.DecreaseStreamRetentionPeriodInput{StreamName: new("orders"), RetentionPeriodHours: new(int32(24))}
			},
			refused: map[string]provocation{
				ia: with("too short", func(_ world, in *kinesis.DecreaseStreamRetentionPeriodInput) {
					in.RetentionPeriodHours = new(int32(23))
				}),
			},
		},
		"IncreaseStreamRetentionPeriod": {
			request: func(world) any {
				return &kinesis.IncreaseStreamRetentionPeriodInput{StreamName: new("orders"), RetentionPeriodHours: new(int32(48))}
			},
			refused: map[string]provocation{
				ia: with("too long", func(_ world, in *kinesis.IncreaseStreamRetentionPeriodInput) {
					in.RetentionPeriodHours = new(int32(8761))
				}),
			},
		},
		"EnableEnhancedMonitoring": {
			request: func(world) any {
				return &kinesis.EnableEnhancedMonitoringInput{StreamName: new("orders"), ShardLevelMetrics: []types.MetricsName{types.MetricsNameAll}}
			},
			refused: map[string]provocation{ia: unnamed()},
		},
		"DisableEnhancedMonitoring": {
			request: func(world) any {
				return &kinesis.DisableEnhancedMonitoringInput{StreamName: new("orders"), ShardLevelMetrics: []types.MetricsName{types.MetricsNameAll}}
			},
			refused: map[string]provocation{ia: unnamed()},
		},
		"StartStreamEncryption": {
			request: func(world) any { return encrypting() },
			refused: map[string]provocation{
				ia: with("NONE", func(_ world, in *kinesis.StartStreamEncryptionInput) { in.EncryptionType = types.EncryptionTypeNone }),
				le: {says: "24 hours", strict: true, by: tooManyKeys},
			},
		},
		"StopStreamEncryption": {
			request: func(world) any {
				return &kinesis.StopStreamEncryptionInput{StreamName: new("orders"), EncryptionType: types.EncryptionTypeKms, KeyId: new(errorKey)}
			},
			refused: map[string]provocation{
				ia: with("NONE", func(_ world, in *kinesis.StopStreamEncryptionInput) { in.EncryptionType = types.EncryptionTypeNone }),
				le: {says: "24 hours", strict: true, by: tooManyEnds},
			},
		},
	}
}

// tooManyKeys gives a stream its 26th key of a day. No rate is documented for it.
func tooManyKeys(w world, in any) (err error) {
	for i := range 26 {
		in.(*kinesis.StartStreamEncryptionInput).KeyId = new(fmt.Sprint("alias/", i))
		err = w.call(in)
	}
	return err
}

// tooManyEnds ends the encryption of a stream for the 26th time in a day.
func tooManyEnds(w world, in any) (err error) {
	for range 26 {
		must[*kinesis.StartStreamEncryptionOutput](w)(w.hands().StartStreamEncryption(w.Context(), encrypting()))
		err = w.call(in)
	}
	return err
}

// capacityErrors are those of shards, modes and what a stream can take.
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
				ia:  with("double", func(_ world, in *kinesis.UpdateShardCountInput) { in.TargetShardCount = new(int32(5)) }),
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
