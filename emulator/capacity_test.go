package emulator_test

// The two modes of a stream, and the quotas of an account.

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

const arnOfOrders = "arn:aws:kinesis:us-east-1:000000000000:stream/orders"

// mode switches the stream orders.
func (w world) mode(mode types.StreamMode, warm ...int32) error {
	in := &kinesis.UpdateStreamModeInput{StreamARN: new(arnOfOrders), StreamModeDetails: &types.StreamModeDetails{StreamMode: mode}}
	for _, mibps := range warm {
		in.WarmThroughputMiBps = &mibps
	}
	_, err := w.api.UpdateStreamMode(w.Context(), in)
	return err
}

// Broken by: a mode that changes at once; shards that are counted anew; a switch to the mode that is.
func TestASwitchOfModeKeepsTheShards(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Updating = 10 * time.Second
		w.emu.Stream("orders", 3)
		if err := w.mode(types.StreamModeProvisioned); err != nil || w.summary().StreamStatus != types.StreamStatusActive {
			t.Errorf("the mode that it has: %v, %s", err, w.summary().StreamStatus)
		}
		if err := w.mode(types.StreamModeOnDemand); err != nil {
			t.Fatal(err)
		}
		if s := w.summary(); s.StreamStatus != types.StreamStatusUpdating || s.StreamModeDetails.StreamMode != types.StreamModeProvisioned {
			t.Errorf("meanwhile the stream is %s and %s", s.StreamStatus, s.StreamModeDetails.StreamMode)
		}
		w.wantRefusal("a switch meanwhile", w.mode(types.StreamModeProvisioned), "ResourceInUseException", "UPDATING")
		_, err := w.api.PutRecord(t.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte("d")})
		if err != nil {
			t.Errorf("a record meanwhile: %v", err)
		}
		time.Sleep(10 * time.Second)
		if s := w.summary(); s.StreamStatus != types.StreamStatusActive || s.StreamModeDetails.StreamMode != types.StreamModeOnDemand || *s.OpenShardCount != 3 {
			t.Errorf("then it is %s and %s with %d shards", s.StreamStatus, s.StreamModeDetails.StreamMode, *s.OpenShardCount)
		}
		listed := must[*kinesis.ListStreamsOutput](w)(w.api.ListStreams(t.Context(), nil))
		if mode := listed.StreamSummaries[0].StreamModeDetails.StreamMode; mode != types.StreamModeOnDemand {
			t.Errorf("ListStreams shows %s", mode)
		}
	})
}

// Broken by: an operation that does not look at the mode.
func TestShardsOfAnOnDemandStreamAreTheServicesOwn(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		_, err := w.api.SplitShard(t.Context(), &kinesis.SplitShardInput{StreamName: new("orders"), ShardToSplit: new(shard0), NewStartingHashKey: new("9")})
		w.wantRefusal("SplitShard", err, "ValidationException", "ON_DEMAND")
		_, err = w.api.MergeShards(t.Context(), &kinesis.MergeShardsInput{StreamName: new("orders"), ShardToMerge: new(shard0), AdjacentShardToMerge: new(shard1)})
		w.wantRefusal("MergeShards", err, "ValidationException", "ON_DEMAND")
		_, err = w.api.UpdateShardCount(t.Context(), &kinesis.UpdateShardCountInput{StreamName: new("orders"), TargetShardCount: new(int32(8)), ScalingType: "UNIFORM_SCALING"})
		w.wantRefusal("UpdateShardCount", err, "ValidationException", "ON_DEMAND")
		if err := w.mode(types.StreamModeProvisioned); err != nil {
			t.Fatal(err)
		}
		_, err = w.api.UpdateShardCount(t.Context(), &kinesis.UpdateShardCountInput{StreamName: new("orders"), TargetShardCount: new(int32(8)), ScalingType: "UNIFORM_SCALING"})
		if err != nil {
			t.Errorf("UpdateShardCount once it is provisioned: %v", err)
		}
	})
}

// Broken by: a count of switches that Lenient keeps; one that starts anew every midnight.
func TestTheModeSwitchesTwiceADayUnderStrict(t *testing.T) {
	for _, limits := range []emulator.Limits{emulator.Strict, emulator.Lenient} {
		inBubble(t, func(t *testing.T, w world) {
			w.emu.Limits = limits
			w.emu.Stream("orders", 1)
			time.Sleep(23 * time.Hour)
			for _, mode := range []types.StreamMode{types.StreamModeOnDemand, types.StreamModeProvisioned, types.StreamModeProvisioned} {
				if err := w.mode(mode); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour)
			}
			switch err := w.mode(types.StreamModeOnDemand); limits {
			case emulator.Strict:
				w.wantRefusal("a third switch", err, "LimitExceededException", "24 hours")
			default:
				if err != nil {
					t.Errorf("a third switch under Lenient: %v", err)
				}
				return
			}
			time.Sleep(21 * time.Hour)
			if err := w.mode(types.StreamModeOnDemand); err != nil {
				t.Errorf("a day after the first switch: %v", err)
			}
		})
	}
}

func TestAModeIsRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.wantRefusal("of no stream", w.mode(types.StreamModeOnDemand), "ResourceNotFoundException", "Stream orders under account 000000000000 not found.")
		w.emu.Stream("orders", 1)
		w.wantRefusal("warm without a commitment", w.mode(types.StreamModeOnDemand, 9), "ValidationException", "MinimumThroughputBillingCommitment")
		w.commit("ENABLED")
		w.wantRefusal("warm and provisioned", w.mode(types.StreamModeProvisioned, 9), "ValidationException", "ON_DEMAND")
		for document, part := range map[string]string{
			`{"StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`:                                                            "streamARN",
			`{"StreamARN":"` + arnOfOrders + `"}`:                                                                         "streamModeDetails",
			`{"StreamARN":"` + arnOfOrders + `","StreamModeDetails":{"StreamMode":"B"}}`:                                  "[PROVISIONED, ON_DEMAND]",
			`{"StreamARN":"orders","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`:                                       "arn:aws",
			`{"StreamName":"orders","StreamModeDetails":{}, "StreamARN":"` + arnOfOrders + `"}`:                           "streamModeDetails.streamMode",
			`{"StreamARN":"` + arnOfOrders + `","StreamModeDetails":{"StreamMode":"ON_DEMAND"},"WarmThroughputMiBps":-1}`: "warmThroughputMiBps",
		} {
			if exception, message, _ := w.raw("UpdateStreamMode", document); exception != "ValidationException" {
				t.Errorf("%s: %s %s, want a word on %s", document, exception, message, part)
			}
		}
	})
}

// Broken by: a quota of on-demand streams that Lenient keeps; on-demand shards that count against the
// quota of shards.
func TestOnDemandStreamsHaveAQuotaOfTheirOwn(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits, w.emu.Region = emulator.Strict, "eu-north-1" // 1,000 shards
		w.api = client(w.emu.Config())
		create := func(name string, in kinesis.CreateStreamInput) error {
			in.StreamName = &name
			_, err := w.api.CreateStream(w.Context(), &in)
			time.Sleep(time.Second)
			return err
		}
		onDemand := kinesis.CreateStreamInput{StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeOnDemand}}
		for i := range 50 {
			if err := create(fmt.Sprint("s", i), onDemand); err != nil {
				t.Fatal(err)
			}
		}
		w.wantRefusal("a 51st on-demand stream", create("s50", onDemand), "LimitExceededException", "50 streams in ON_DEMAND")
		if err := create("large", kinesis.CreateStreamInput{ShardCount: new(int32(1000))}); err != nil {
			t.Errorf("1,000 provisioned shards beside 200 of on-demand streams: %v", err)
		}
		_, err := w.api.UpdateStreamMode(t.Context(), &kinesis.UpdateStreamModeInput{
			StreamARN:         new("arn:aws:kinesis:eu-north-1:000000000000:stream/large"),
			StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeOnDemand}})
		w.wantRefusal("a switch to a 51st", err, "LimitExceededException", "50 streams in ON_DEMAND")
		_, err = w.api.UpdateStreamMode(t.Context(), &kinesis.UpdateStreamModeInput{
			StreamARN:         new("arn:aws:kinesis:eu-north-1:000000000000:stream/s0"),
			StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeProvisioned}})
		w.wantRefusal("a switch to 1,004 provisioned shards", err, "LimitExceededException", "shard limit")
	})
}

// Broken by: shards that count once they are open.
func TestShardsThatAreComingCountAgainstTheQuota(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits, w.emu.Region = emulator.Strict, "eu-north-1" // 1,000 shards
		w.emu.Creating, w.emu.Updating = time.Minute, time.Minute
		w.api = client(w.emu.Config())
		create := func(name string, shards int32) error {
			_, err := w.api.CreateStream(w.Context(), &kinesis.CreateStreamInput{StreamName: &name, ShardCount: &shards})
			return err
		}
		if err := create("a", 400); err != nil {
			t.Fatal(err)
		}
		w.wantRefusal("601 shards beside 400 that are coming", create("b", 601), "LimitExceededException", "Current shard count for the account: 400.")
		time.Sleep(time.Minute)
		if _, err := w.api.UpdateShardCount(t.Context(), &kinesis.UpdateShardCountInput{StreamName: new("a"), TargetShardCount: new(int32(800)), ScalingType: "UNIFORM_SCALING"}); err != nil {
			t.Fatal(err)
		}
		w.wantRefusal("201 beside 800", create("b", 201), "LimitExceededException", "Current shard count for the account: 800.")
		if err := create("b", 200); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute)
		w.wantRefusal("one more", create("c", 1), "LimitExceededException", "Current shard count for the account: 1000.")
	})
}
