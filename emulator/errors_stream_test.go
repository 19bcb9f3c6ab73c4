package emulator_test

// How the exceptions of streams are provoked: of their life, of how they are shown, and of their
// encryption, monitoring and retention. What they can take is in errors_capacity_test.go.

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
