package emulator_test

// Rates and quotas in the three modes.

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: a rate of 6; a rate that admits 5 in every 200 ms.
func TestAShardAnswersFiveReadsASecond(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 2)
		it, other := w.iterator(shard0, types.ShardIteratorTypeLatest), w.iterator(shard1, types.ShardIteratorTypeLatest)
		count := func() (n int) {
			for range 10 {
				if _, err := w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &it}); err == nil {
					n++
				} else {
					w.wantRefusal("GetRecords", err, "ProvisionedThroughputExceededException", "Rate exceeded for shard "+shard0)
				}
			}
			return n
		}
		for second := range 3 {
			if n := count(); n != 5 {
				t.Errorf("in second %d %d of 10 reads were answered, want 5", second, n)
			}
			w.read(other) // has a rate of its own
			time.Sleep(time.Second)
		}
		for range 20 { // five a second, evenly, go on for ever
			w.read(it)
			time.Sleep(200 * time.Millisecond)
		}
	})
}

func (w world) puts(n, size int) (failed int32) {
	w.Helper()
	in := &kinesis.PutRecordsInput{StreamName: new("orders")}
	for range n {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: new("k"), Data: make([]byte, size-1)})
	}
	out := must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(w.Context(), in))
	for _, r := range out.Records {
		if (r.ErrorCode == nil) != (r.SequenceNumber != nil) || r.ErrorCode != nil && *r.ErrorCode != "ProvisionedThroughputExceededException" {
			w.Errorf("an entry of PutRecords is %+v", r)
		}
	}
	return *out.FailedRecordCount
}

// Broken by: a record that is counted though its bytes were refused.
func TestAShardTakesAThousandRecordsAndOneMebibyteASecond(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		if a, b, c := w.puts(500, 10), w.puts(500, 10), w.puts(500, 10); a+b != 0 || c != 500 {
			t.Errorf("of 500, 500 and 500 records %d, %d and %d were refused", a, b, c)
		}
		time.Sleep(time.Second)
		if n := w.puts(20, 64<<10); n != 4 {
			t.Errorf("of 20 records of 64 KiB %d were refused, want 4", n)
		}
		time.Sleep(time.Second)
		if n := w.puts(16, 64<<10); n != 0 {
			t.Errorf("a second later %d of 16 were refused, want none", n)
		}
		_, err := w.api.PutRecord(w.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte("d")})
		w.wantRefusal("PutRecord", err, "ProvisionedThroughputExceededException", "under account 000000000000")
		time.Sleep(time.Second)
		if a, b := w.puts(500, 4<<10), w.puts(500, 4<<10); a != 244 || b != 500 {
			t.Errorf("of 500 and 500 records of 4 KiB %d and %d were refused, want all but 256", a, b)
		}
		time.Sleep(500 * time.Millisecond)
		if a, b := w.puts(500, 10), w.puts(500, 10); a+b != 0 {
			t.Errorf("half a second later %d of 1,000 small ones were refused, want none", a+b)
		}
	})
}

func TestALargeRecordNeedsAShardAtRest(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		must[*kinesis.CreateStreamOutput](w)(w.api.CreateStream(w.Context(), &kinesis.CreateStreamInput{
			StreamName: new("orders"), ShardCount: new(int32(1)), MaxRecordSizeInKiB: new(int32(10240))}))
		put := func(n int) error {
			_, err := w.api.PutRecord(w.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: make([]byte, n-1)})
			return err
		}
		if err := put(5 << 20); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		w.wantRefusal("a record three seconds after one of 5 MiB", put(1<<10), "ProvisionedThroughputExceededException", "")
		time.Sleep(2 * time.Second)
		if err := put(5 << 20); err != nil {
			t.Error(err)
		}
	})
}

// Two MiB a second of reads: the page that goes beyond is answered, then the shard rests.
func TestAShardIsReadAtTwoMebibytesASecond(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		for range 8 {
			orders.Put("k", string(make([]byte, 1<<20-1)))
		}
		it := w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)
		get := func() error {
			out, err := w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &it, Limit: new(int32(1))})
			if err == nil {
				it = *out.NextShardIterator
			}
			return err
		}
		for range 3 {
			if err := get(); err != nil {
				t.Error(err)
			}
		}
		time.Sleep(999 * time.Millisecond)
		w.wantRefusal("GetRecords within a second of 3 MiB", get(), "ProvisionedThroughputExceededException", "")
		time.Sleep(time.Millisecond)
		if err := get(); err != nil {
			t.Error(err)
		}
	})
}

func TestOffCountsNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Off
		w.emu.Stream("orders", 1)
		it := w.iterator(shard0, types.ShardIteratorTypeLatest)
		for range 20 {
			w.read(it)
		}
		if n := w.puts(500, 10) + w.puts(500, 10) + w.puts(500, 10); n != 0 {
			t.Errorf("%d records were refused", n)
		}
		must[*kinesis.UpdateShardCountOutput](w)(w.api.UpdateShardCount(w.Context(), &kinesis.UpdateShardCountInput{
			StreamName: new("orders"), TargetShardCount: new(int32(7)), ScalingType: "UNIFORM_SCALING"}))
	})
}

func TestStrictCountsCallsAndQuotas(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits, w.emu.Creating = emulator.Strict, time.Second
		w.emu.Region = "eu-north-1" // 1,000 shards
		w.api = client(w.emu.Config())
		create := func(name string, shards int32) error {
			_, err := w.api.CreateStream(w.Context(), &kinesis.CreateStreamInput{StreamName: &name, ShardCount: &shards})
			return err
		}
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			if err := create(name, 1); err != nil {
				t.Fatal(err)
			}
		}
		w.wantRefusal("a sixth CreateStream in a second", create("f", 1), "LimitExceededException", "Rate exceeded")
		time.Sleep(200 * time.Millisecond)
		w.wantRefusal("a sixth stream CREATING", create("f", 1), "LimitExceededException", "CREATING")
		time.Sleep(time.Second)
		w.wantRefusal("1,001 shards", create("f", 996), "LimitExceededException", "Current shard count for the account: 5. Limit: 1000.")
		if err := create("f", 995); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		split := func() error {
			_, err := w.api.SplitShard(w.Context(), &kinesis.SplitShardInput{StreamName: new("a"), ShardToSplit: new(shard0), NewStartingHashKey: new("9")})
			return err
		}
		w.wantRefusal("a split to 1,001 shards", split(), "LimitExceededException", "Number of additional shards that would have resulted from this request: 1.")
		recount := func() error {
			_, err := w.api.UpdateShardCount(w.Context(), &kinesis.UpdateShardCountInput{StreamName: new("a"), TargetShardCount: new(int32(1)), ScalingType: "UNIFORM_SCALING"})
			time.Sleep(time.Minute)
			return err
		}
		for range 10 {
			if err := recount(); err != nil {
				t.Fatal(err)
			}
		}
		w.wantRefusal("an eleventh UpdateShardCount in a day", recount(), "LimitExceededException", "24 hours")
		time.Sleep(day)
		if err := recount(); err != nil {
			t.Error(err)
		}
	})
}

// Broken by: a change of the mode or of the key that counts whoever makes it.
func TestTheHandsOfATestUseUpNoAllowanceOfADay(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		w.emu.Stream("orders", 1)
		arn := new("arn:aws:kinesis:us-east-1:000000000000:stream/orders")
		change := func(api *kinesis.Client, mode types.StreamMode) error {
			_, err := api.UpdateStreamMode(t.Context(), &kinesis.UpdateStreamModeInput{StreamARN: arn, StreamModeDetails: &types.StreamModeDetails{StreamMode: mode}})
			return err
		}
		encrypt := func(api *kinesis.Client, n int) error {
			_, err := api.StartStreamEncryption(t.Context(), &kinesis.StartStreamEncryptionInput{StreamARN: arn, EncryptionType: "KMS", KeyId: new(fmt.Sprint("key-", n))})
			return err
		}
		for i := range 25 {
			must0(w, encrypt(w.hands(), i))
			must0(w, change(w.hands(), types.StreamModeOnDemand))
			must0(w, change(w.hands(), types.StreamModeProvisioned))
		}
		must0(w, encrypt(w.api, 25))
		must0(w, change(w.api, types.StreamModeOnDemand))
		must0(w, change(w.api, types.StreamModeProvisioned))
		w.wantRefusal("a third change of the mode", change(w.api, types.StreamModeOnDemand), "LimitExceededException", "2 times within 24 hours")
	})
}
