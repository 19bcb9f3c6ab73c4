package emulator_test

// Of several things that are wrong with a request, the service tells one: which, and in which words.

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator"
)

const tooLarge = "340282366920938463463374607431768211456" // 2^128

// Broken by: any two checks that change places; a word in any message.
func TestTheServicesOrderAndWordsOfRefusals(t *testing.T) {
	inErrorBubble(t, false, func(t *testing.T, w world) {
		const account, exists = " under account 000000000000", "Shard shardId-000000000000 in stream none under account 000000000000 does not exist"
		const either = "InvalidArgumentException: Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified "
		for _, c := range []struct{ operation, document, want string }{
			{"PutRecord", `{"StreamName":"none","Data":"","PartitionKey":"k","ExplicitHashKey":"` + tooLarge + `","SequenceNumberForOrdering":"1"}`, "ResourceNotFoundException: Stream none" + account + " not found."},
			{"PutRecord", `{"StreamName":"orders","Data":"","PartitionKey":"k","ExplicitHashKey":"` + tooLarge + `","SequenceNumberForOrdering":"1"}`,
				"InvalidArgumentException: Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was " + tooLarge},
			{"PutRecord", `{"StreamName":"orders","Data":"","PartitionKey":"k","SequenceNumberForOrdering":"1"}`, "InvalidArgumentException: ExclusiveMinimumSequenceNumber 1 used in PutRecord on stream orders" + account + " is invalid."},
			{"PutRecords", `{"StreamName":"none","Records":[{"Data":"","PartitionKey":"k","ExplicitHashKey":"` + tooLarge + `"}]}`, "ResourceNotFoundException: Stream none" + account + " not found."},
			{"GetShardIterator", `{"StreamName":"none","ShardId":"x","ShardIteratorType":"AT_TIMESTAMP"}`, "ResourceNotFoundException: Could not find shard x in stream none" + account + "."},
			{"GetShardIterator", `{"StreamName":"none","ShardId":"0","ShardIteratorType":"AT_TIMESTAMP"}`, "ResourceNotFoundException: " + exists},
			{"GetShardIterator", `{"StreamName":"orders","ShardId":"shard-7","ShardIteratorType":"AT_TIMESTAMP"}`, "ResourceNotFoundException: Shard shardId-000000000007 in stream orders" + account + " does not exist"},
			{"GetShardIterator", `{"StreamName":"orders","ShardId":"0","ShardIteratorType":"AT_TIMESTAMP"}`, "InvalidArgumentException: Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter."},
			{"GetShardIterator", `{"StreamName":"orders","ShardId":"0","ShardIteratorType":"AFTER_SEQUENCE_NUMBER"}`, either + "AFTER_SEQUENCE_NUMBER and no StartingSequenceNumber."},
			{"GetShardIterator", `{"StreamName":"orders","ShardId":"0","ShardIteratorType":"LATEST","StartingSequenceNumber":"1"}`, either + "LATEST and also a StartingSequenceNumber."},
			{"SplitShard", `{"StreamName":"none","ShardToSplit":"0","NewStartingHashKey":"0"}`, "ResourceNotFoundException: Stream none" + account + " not found."},
			{"SplitShard", `{"StreamName":"orders","ShardToSplit":"9","NewStartingHashKey":"0"}`, "ResourceNotFoundException: Could not find shard shardId-000000000009 in stream orders" + account + "."},
			{"UpdateShardCount", `{"StreamName":"orders","TargetShardCount":5,"ScalingType":"UNIFORM_SCALING"}`, "LimitExceededException: UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 2, Target shard count: 5"},
			{"IncreaseStreamRetentionPeriod", `{"StreamName":"none","RetentionPeriodHours":23}`, "ResourceNotFoundException: Stream none" + account + " not found."},
			{"DecreaseStreamRetentionPeriod", `{"StreamName":"orders","RetentionPeriodHours":48}`, "InvalidArgumentException: Requested retention period (48 hours) for stream orders can not be longer than existing retention period (24 hours). Use IncreaseRetentionPeriod API."},
		} {
			exception, message := w.ask(c.operation, c.document)
			if got := exception + ": " + message; got != c.want {
				t.Errorf("%s %s:\n%s, want\n%s", c.operation, c.document, got, c.want)
			}
		}
	})
}

// Broken by: a look at the state of the stream before one at the request.
func TestAMistakeInAReshardIsToldBeforeTheStreamIsBusy(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits, w.emu.Updating = emulator.Strict, time.Minute
		w.emu.Stream("orders", 2)
		for _, c := range []struct{ operation, document, want string }{
			{"SplitShard", `{"StreamName":"orders","ShardToSplit":"0","NewStartingHashKey":"2"}`, ": "},
			{"SplitShard", `{"StreamName":"orders","ShardToSplit":"2","NewStartingHashKey":"2"}`, "ResourceNotFoundException: "},
			{"SplitShard", `{"StreamName":"orders","ShardToSplit":"0","NewStartingHashKey":"1"}`, "InvalidArgumentException: NewStartingHashKey 1"},
			{"SplitShard", `{"StreamName":"orders","ShardToSplit":"0","NewStartingHashKey":"2"}`, "ResourceInUseException: Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING"},
			{"MergeShards", `{"StreamName":"orders","ShardToMerge":"1","AdjacentShardToMerge":"0"}`, "InvalidArgumentException: Shards shardId-000000000001 and shardId-000000000000"},
			{"MergeShards", `{"StreamName":"orders","ShardToMerge":"0","AdjacentShardToMerge":"1"}`, "ResourceInUseException: "},
			{"IncreaseStreamRetentionPeriod", `{"StreamName":"orders","RetentionPeriodHours":23}`, "InvalidArgumentException: Minimum allowed retention period is 24 hours."},
			{"IncreaseStreamRetentionPeriod", `{"StreamName":"orders","RetentionPeriodHours":48}`, "ResourceInUseException: "},
		} {
			exception, message := w.ask(c.operation, c.document)
			if got := exception + ": " + message; !strings.HasPrefix(got, c.want) {
				t.Errorf("%s %s: %s, want %s...", c.operation, c.document, got, c.want)
			}
		}
	})
}

// Broken by: quotas that are looked at first.
func TestAQuotaIsToldAfterWhatIsWrongWithTheStream(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits, w.emu.Creating, w.emu.Deleting = emulator.Strict, time.Minute, time.Hour
		for _, name := range []string{"a", "b", "c", "d", "e", "orders"} {
			w.emu.Stream(name, 1) // which waits until it is ACTIVE
		}
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			w.delete(name)
			if _, err := w.hands().CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new(name + name), ShardCount: new(int32(1))}); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ operation, document, want string }{
			{"CreateStream", `{"StreamName":"aa","ShardCount":1}`, "ResourceInUseException: Stream aa"},
			{"CreateStream", `{"StreamName":"more","ShardCount":1}`, "LimitExceededException: Account 000000000000 has 5 streams in state CREATING already."},
			{"DeleteStream", `{"StreamName":"none"}`, "ResourceNotFoundException: Stream none"},
			{"DeleteStream", `{"StreamName":"a"}`, "ResourceInUseException: Stream a"},
			{"DeleteStream", `{"StreamName":"orders"}`, "LimitExceededException: Account 000000000000 has 5 streams in state DELETING already."},
		} {
			exception, message := w.ask(c.operation, c.document)
			if got := exception + ": " + message; !strings.HasPrefix(got, c.want) {
				t.Errorf("%s %s: %s, want %s...", c.operation, c.document, got, c.want)
			}
		}
	})
}
