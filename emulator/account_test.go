package emulator_test

// DescribeLimits, and UpdateMaxRecordSize. AccessDenied, which the model declares for the latter, has
// no test: access is not checked.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: closed shards that count; streams of other regions that count.
func TestLimitsTellWhatTheAccountHas(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		limits := func(api *kinesis.Client) string {
			t.Helper()
			out := must[*kinesis.DescribeLimitsOutput](w)(api.DescribeLimits(w.Context(), &kinesis.DescribeLimitsInput{}))
			if *out.ChannelCountLimit == 0 {
				t.Errorf("DescribeLimits = %+v, want a limit of channels", out)
			}
			return fmt.Sprintf("%d of %d shards, %d of %d on-demand streams, %d channels", *out.OpenShardCount, *out.ShardLimit,
				*out.OnDemandStreamCount, *out.OnDemandStreamCountLimit, *out.ChannelCount)
		}
		check := func(want string) {
			t.Helper()
			if got := limits(w.api); got != want {
				t.Errorf("DescribeLimits: %s, want %s", got, want)
			}
		}
		check("0 of 20000 shards, 0 of 50 on-demand streams, 0 channels")
		orders := w.emu.Stream("orders", 2)
		check("2 of 20000 shards, 0 of 50 on-demand streams, 0 channels")
		orders.Split(shard0)
		must[*kinesis.CreateStreamOutput](w)(w.api.CreateStream(w.Context(), &kinesis.CreateStreamInput{
			StreamName: new("clicks"), StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeOnDemand}}))
		check("7 of 20000 shards, 1 of 50 on-demand streams, 0 channels")
		orders.Delete()
		check("4 of 20000 shards, 1 of 50 on-demand streams, 0 channels")
		w.emu.Region = "eu-north-1"
		if got, want := limits(client(w.emu.Config())), "0 of 1000 shards, 0 of 50 on-demand streams, 0 channels"; got != want {
			t.Errorf("DescribeLimits elsewhere: %s, want %s", got, want)
		}
	})
}

func TestLimitsAreToldOnceASecondUnderStrict(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		must[*kinesis.DescribeLimitsOutput](w)(w.api.DescribeLimits(w.Context(), &kinesis.DescribeLimitsInput{}))
		_, err := w.api.DescribeLimits(w.Context(), &kinesis.DescribeLimitsInput{})
		w.wantRefusal("a second DescribeLimits", err, "LimitExceededException", "Rate exceeded for account")
		time.Sleep(time.Second)
		must[*kinesis.DescribeLimitsOutput](w)(w.api.DescribeLimits(w.Context(), &kinesis.DescribeLimitsInput{}))
	})
}

func (w world) resize(kib int32) error {
	_, err := w.api.UpdateMaxRecordSize(w.Context(), &kinesis.UpdateMaxRecordSizeInput{StreamARN: new(ordersARN), MaxRecordSizeInKiB: &kib})
	return err
}

// Broken by: a size that only grows; one that holds before the update is over.
func TestAStreamTakesRecordsOfItsNewSizeWhenTheUpdateIsOver(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Updating, w.emu.Limits = time.Minute, emulator.Off
		w.emu.Stream("orders", 1)
		put := func(kib int) error {
			_, err := w.api.PutRecord(w.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: make([]byte, kib<<10-1)})
			return err
		}
		must0(w, w.resize(3000))
		w.wantRefusal("a large record while UPDATING", put(1025), "InvalidArgumentException", "1048576")
		if d := w.orders(); d.StreamStatus != "UPDATING" || *d.MaxRecordSizeInKiB != 1024 {
			t.Errorf("at first the stream is %s and takes %d KiB, want UPDATING and 1024", d.StreamStatus, *d.MaxRecordSizeInKiB)
		}
		w.wantRefusal("UpdateMaxRecordSize while UPDATING", w.resize(2000), "ResourceInUseException", "UPDATING")
		time.Sleep(time.Minute)
		if d := w.orders(); d.StreamStatus != "ACTIVE" || *d.MaxRecordSizeInKiB != 3000 {
			t.Errorf("then the stream is %s and takes %d KiB, want ACTIVE and 3000", d.StreamStatus, *d.MaxRecordSizeInKiB)
		}
		must0(w, put(3000))
		w.wantRefusal("a record of 3,001 KiB", put(3001), "InvalidArgumentException", "3072000")
		must0(w, w.resize(1024))
		time.Sleep(time.Minute)
		w.wantRefusal("a record of 3,000 KiB after 1,024 were set", put(3000), "InvalidArgumentException", "1048576")
		if n := len(w.read(w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)).Records); n != 1 {
			t.Errorf("%d large records can be read, want the one that was put", n)
		}
	})
}

func TestUpdateMaxRecordSizeRefuses(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		w.wantRefusal("UpdateMaxRecordSize of no stream", w.resize(2000), "ResourceNotFoundException", "orders")
		w.emu.Stream("orders", 1)
		w.wantRefusal("1,023 KiB", w.resize(1023), "ValidationException", "at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value greater than or equal to 1024")
		w.wantRefusal("10,241 KiB", w.resize(10241), "ValidationException", "less than or equal to 10240")
		_, err := w.api.UpdateMaxRecordSize(w.Context(), &kinesis.UpdateMaxRecordSizeInput{MaxRecordSizeInKiB: new(int32(2000))})
		w.wantRefusal("UpdateMaxRecordSize without an ARN", err, "InvalidArgumentException", "StreamARN")
		exception, message, _ := w.raw("UpdateMaxRecordSize", `{"StreamName":"orders","MaxRecordSizeInKiB":2000}`)
		if exception != "InvalidArgumentException" || !strings.Contains(message, "StreamARN") {
			t.Errorf("UpdateMaxRecordSize by name: %s: %s", exception, message)
		}
		for range 4 {
			must0(w, w.resize(2000))
		}
		must0(w, w.resize(1024))
		w.wantRefusal("a sixth in a second", w.resize(2000), "LimitExceededException", "Rate exceeded for stream orders")
	})
}
