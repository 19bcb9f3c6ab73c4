package emulator_test

// Records of AUTO streams go where the service wants them.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// distribute sets the strategy of the stream orders.
func (w world) distribute(strategy types.RecordDistributionStrategy) error {
	_, err := w.api.UpdateStreamRecordDistributionStrategy(w.Context(), &kinesis.UpdateStreamRecordDistributionStrategyInput{
		StreamARN: new(arnOfOrders), RecordDistributionStrategy: strategy})
	return err
}

// Broken by: a key that still routes; an absent key that is read as an empty one; a key that is lost.
func TestAutoSpreadsRecordsWhateverTheirKeys(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.create(t, &kinesis.CreateStreamInput{RecordDistributionStrategy: types.RecordDistributionStrategyAuto})
		if got := w.summary().RecordDistributionStrategy; got != types.RecordDistributionStrategyAuto {
			t.Errorf("the summary shows %s", got)
		}
		in := &kinesis.PutRecordsInput{StreamName: new("orders")}
		for range 100 {
			in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: new("k"), ExplicitHashKey: new("0"), Data: []byte("keyed")},
				types.PutRecordsRequestEntry{Data: []byte("free")})
		}
		out := must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(t.Context(), in))
		shards := map[string]int{}
		for _, r := range out.Records {
			shards[*r.ShardId]++
		}
		for shard, n := range shards {
			if n != 50 || len(shards) != 4 {
				t.Errorf("%s got %d of 200 records, want 50 for each of four", shard, n)
			}
		}
		keyed := 0
		for shard := range shards {
			for _, r := range w.read(w.iterator(shard, types.ShardIteratorTypeTrimHorizon)).Records {
				if (r.PartitionKey != nil) != (string(r.Data) == "keyed") {
					t.Errorf("a record that says %s has the key %v", r.Data, r.PartitionKey)
				}
				if r.PartitionKey != nil && *r.PartitionKey == "k" {
					keyed++
				}
			}
		}
		if keyed != 100 {
			t.Errorf("%d records were read with their key, want 100", keyed)
		}
	})
}

// Broken by: a turn that is kept although its shard is full.
func TestAnAutoStreamRefusesOnlyWhenItIsFull(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.create(t, &kinesis.CreateStreamInput{RecordDistributionStrategy: types.RecordDistributionStrategyAuto})
		put := func(sizes ...int) (refused int32) {
			in := &kinesis.PutRecordsInput{StreamName: new("orders")}
			for _, kib := range sizes {
				in.Records = append(in.Records, types.PutRecordsRequestEntry{Data: make([]byte, kib<<10)})
			}
			return *must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(t.Context(), in)).FailedRecordCount
		}
		if a, b := put(1024, 64, 64, 64), put(512, 512, 512); a+b != 0 {
			t.Errorf("%d and %d records were refused though three shards had room", a, b)
		}
		time.Sleep(time.Second)
		if a, b := put(1024, 1024, 1024), put(1024, 1024, 1024); a != 0 || b != 2 {
			t.Errorf("of 3 and 3 records of 1 MiB on four shards %d and %d were refused, want 0 and 2", a, b)
		}
		if n := w.spread(500, 1); n != 500 {
			t.Errorf("%d of 500 were refused by a full stream", n)
		}
	})
}

// Broken by: a strategy that takes effect after the stream was UPDATING; records that move.
func TestAStrategyHoldsFromThenOn(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Updating = time.Minute
		w.emu.OnDemand("orders")
		put := func(set ...func(*kinesis.PutRecordInput)) (*kinesis.PutRecordOutput, error) {
			in := &kinesis.PutRecordInput{StreamName: new("orders"), Data: []byte("d")}
			for _, f := range set {
				f(in)
			}
			return w.api.PutRecord(t.Context(), in)
		}
		if got := w.summary().RecordDistributionStrategy; got != types.RecordDistributionStrategyUserPartitionKey {
			t.Errorf("by default the strategy is %s", got)
		}
		_, err := put()
		w.wantRefusal("a record without a key", err, "ValidationException", "'partitionKey' failed to satisfy constraint: Member must not be null")
		_, err = w.api.PutRecords(t.Context(), &kinesis.PutRecordsInput{StreamName: new("orders"), Records: []types.PutRecordsRequestEntry{
			{Data: []byte("d"), PartitionKey: new("k")}, {Data: []byte("d")}}})
		w.wantRefusal("records, one without a key", err, "ValidationException", "'records.2.member.partitionKey'")
		if err := w.distribute("AUTO"); err != nil || w.summary().StreamStatus != types.StreamStatusActive {
			t.Errorf("AUTO: %v, the stream is %s", err, w.summary().StreamStatus)
		}
		first := must[*kinesis.PutRecordOutput](w)(put())
		second := must[*kinesis.PutRecordOutput](w)(put())
		if *first.ShardId == *second.ShardId {
			t.Errorf("both records went to %s", *first.ShardId)
		}
		_, err = put(func(in *kinesis.PutRecordInput) { in.SequenceNumberForOrdering = first.SequenceNumber })
		w.wantRefusal("SequenceNumberForOrdering under AUTO", err, "InvalidArgumentException", "SequenceNumberForOrdering")
		w.wantRefusal("AUTO and provisioned", w.mode(types.StreamModeProvisioned), "InvalidArgumentException", "AUTO")
		if err := w.distribute("USER_PARTITION_KEY"); err != nil {
			t.Fatal(err)
		}
		_, err = put()
		w.wantRefusal("a record without a key again", err, "ValidationException", "partitionKey")
		if got := data(w.read(w.iterator(*first.ShardId, types.ShardIteratorTypeTrimHorizon))); got != "d" {
			t.Errorf("the shard of the first record has %q", got)
		}
		if err := w.mode(types.StreamModeProvisioned); err != nil {
			t.Fatal(err)
		}
		w.wantRefusal("while UPDATING", w.distribute("AUTO"), "ResourceInUseException", "UPDATING")
		time.Sleep(time.Minute)
		w.wantRefusal("of a provisioned stream", w.distribute("AUTO"), "InvalidArgumentException", "PROVISIONED")
		if got := w.summary().RecordDistributionStrategy; got != "" {
			t.Errorf("a provisioned stream shows %s", got)
		}
	})
}

func TestAStrategyIsRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.wantRefusal("of no stream", w.distribute("AUTO"), "ResourceNotFoundException", "orders")
		for _, document := range []string{
			`{"StreamName":"orders","RecordDistributionStrategy":"AUTO"}`,
			`{"StreamARN":"` + arnOfOrders + `"}`,
			`{"StreamARN":"` + arnOfOrders + `","RecordDistributionStrategy":"RANDOM"}`,
		} {
			if exception, message, _ := w.raw("UpdateStreamRecordDistributionStrategy", document); exception != "ValidationException" {
				t.Errorf("%s: %s %s", document, exception, message)
			}
		}
		_, err := w.api.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1)),
			RecordDistributionStrategy: types.RecordDistributionStrategyAuto})
		w.wantRefusal("a provisioned stream", err, "InvalidArgumentException", "PROVISIONED")
	})
}
