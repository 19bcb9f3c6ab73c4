package emulator_test

// Warm throughput, and the commitment that it needs.

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// commit sets the account's commitment.
func (w world) commit(status types.MinimumThroughputBillingCommitmentInputStatus) *types.MinimumThroughputBillingCommitmentOutput {
	w.Helper()
	return must[*kinesis.UpdateAccountSettingsOutput](w)(w.api.UpdateAccountSettings(w.Context(), &kinesis.UpdateAccountSettingsInput{
		MinimumThroughputBillingCommitment: &types.MinimumThroughputBillingCommitmentInput{Status: status}})).MinimumThroughputBillingCommitment
}

// settings describes the account's commitment.
func (w world) settings() *types.MinimumThroughputBillingCommitmentOutput {
	w.Helper()
	return must[*kinesis.DescribeAccountSettingsOutput](w)(w.api.DescribeAccountSettings(w.Context(), nil)).MinimumThroughputBillingCommitment
}

// warm asks for warm throughput of the stream orders.
func (w world) warm(mibps int32) (*kinesis.UpdateStreamWarmThroughputOutput, error) {
	return w.api.UpdateStreamWarmThroughput(w.Context(), &kinesis.UpdateStreamWarmThroughputInput{
		StreamName: new("orders"), WarmThroughputMiBps: &mibps})
}

// warmth is target and current throughput, "none" if the summary has neither.
func warmth(o *types.WarmThroughputObject) string {
	if o == nil {
		return "none"
	}
	return fmt.Sprintf("%d of %d", *o.CurrentMiBps, *o.TargetMiBps)
}

// Broken by: shards that open before the stream is UPDATING; a target that is shown once it is reached
// only; a stream that does not give shards back.
func TestWarmThroughputOpensAndClosesShards(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Updating = 10 * time.Second
		orders := w.emu.OnDemand("orders")
		w.commit("ENABLED")
		if got := warmth(w.summary().WarmThroughput); got != "4 of 4" {
			t.Errorf("at first the throughput is %s", got)
		}
		out := must[*kinesis.UpdateStreamWarmThroughputOutput](w)(w.warm(12))
		if *out.StreamName != "orders" || *out.StreamARN != arnOfOrders || warmth(out.WarmThroughput) != "4 of 12" {
			t.Errorf("the answer is %s, %s, %s", *out.StreamName, *out.StreamARN, warmth(out.WarmThroughput))
		}
		if s := w.summary(); s.StreamStatus != types.StreamStatusUpdating || warmth(s.WarmThroughput) != "4 of 12" {
			t.Errorf("meanwhile the stream is %s with %s", s.StreamStatus, warmth(s.WarmThroughput))
		}
		_, err := w.warm(20)
		w.wantRefusal("more meanwhile", err, "ResourceInUseException", "UPDATING")
		time.Sleep(10 * time.Second)
		if s := w.summary(); *s.OpenShardCount != 12 || warmth(s.WarmThroughput) != "12 of 12" {
			t.Errorf("then %d shards are open with %s", *s.OpenShardCount, warmth(s.WarmThroughput))
		}
		must[*kinesis.UpdateStreamWarmThroughputOutput](w)(w.warm(2))
		time.Sleep(10 * time.Second)
		if s := w.summary(); *s.OpenShardCount != 4 || warmth(s.WarmThroughput) != "4 of 2" {
			t.Errorf("capacity given back leaves %d shards with %s, want 4", *s.OpenShardCount, warmth(s.WarmThroughput))
		}
		for _, s := range orders.Shards() {
			if *s.ShardId >= "shardId-000000000004" && s.ParentShardId == nil {
				t.Errorf("%s has no parent", *s.ShardId)
			}
		}
	})
}

// Broken by: warm throughput that opens no shards; one that stays with a provisioned stream.
func TestAStreamIsCreatedWarm(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		create := func(in kinesis.CreateStreamInput) error {
			in.StreamName = new("orders")
			_, err := w.api.CreateStream(t.Context(), &in)
			return err
		}
		warm := kinesis.CreateStreamInput{WarmThroughputMiBps: new(int32(10)),
			StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeOnDemand}}
		w.wantRefusal("without a commitment", create(warm), "ValidationException", "MinimumThroughputBillingCommitment")
		w.commit("ENABLED")
		w.wantRefusal("a provisioned stream", create(kinesis.CreateStreamInput{ShardCount: new(int32(1)), WarmThroughputMiBps: new(int32(10))}),
			"ValidationException", "PROVISIONED")
		if err := create(warm); err != nil {
			t.Fatal(err)
		}
		w.wantOpen("with 10 MiB/s", 10)
		if err := w.mode(types.StreamModeProvisioned); err != nil {
			t.Fatal(err)
		}
		if got := warmth(w.summary().WarmThroughput); got != "none" {
			t.Errorf("a provisioned stream shows a warm throughput of %s", got)
		}
		if err := w.mode(types.StreamModeOnDemand, 16); err != nil {
			t.Fatal(err)
		}
		if s := w.summary(); *s.OpenShardCount != 16 || warmth(s.WarmThroughput) != "16 of 16" {
			t.Errorf("switched with 16 MiB/s it has %d shards and %s", *s.OpenShardCount, warmth(s.WarmThroughput))
		}
		for _, mode := range []types.StreamMode{types.StreamModeProvisioned, types.StreamModeOnDemand} {
			if err := w.mode(mode); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.emu.Scale("orders", 5); err != nil || warmth(w.summary().WarmThroughput) != "5 of 5" {
			t.Errorf("back on demand, and scaled to 5 shards, it has %s, %v", warmth(w.summary().WarmThroughput), err)
		}
	})
}

// Broken by: a commitment that is not asked for; a target without a bound.
func TestWarmThroughputIsRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		_, err := w.warm(9)
		w.wantRefusal("of no stream", err, "ResourceNotFoundException", "orders")
		w.emu.Stream("orders", 1)
		_, err = w.warm(9)
		w.wantRefusal("of a provisioned stream", err, "ValidationException", "PROVISIONED")
		if err := w.mode(types.StreamModeOnDemand); err != nil {
			t.Fatal(err)
		}
		_, err = w.warm(9)
		w.wantRefusal("without a commitment", err, "ValidationException", "MinimumThroughputBillingCommitment")
		w.commit("ENABLED")
		_, err = w.warm(10<<10 + 1)
		w.wantRefusal("more than 10 GiB/s", err, "LimitExceededException", "10241")
		if exception, message, _ := w.raw("UpdateStreamWarmThroughput", `{"StreamName":"orders"}`); exception != "ValidationException" {
			t.Errorf("without a target: %s %s", exception, message)
		}
		if exception, message, _ := w.raw("UpdateStreamWarmThroughput", `{"WarmThroughputMiBps":5}`); exception != "InvalidArgumentException" {
			t.Errorf("without a stream: %s %s", exception, message)
		}
	})
}

// Broken by: a region that is not asked for.
func TestARegionBoundsWarmThroughputUnderStrict(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits, w.emu.Region = emulator.Strict, "eu-north-1"
		w.api = client(w.emu.Config())
		w.emu.OnDemand("orders")
		w.commit("ENABLED")
		_, err := w.warm(201)
		w.wantRefusal("more than 200 MiB/s", err, "LimitExceededException", "201")
		must[*kinesis.UpdateStreamWarmThroughputOutput](w)(w.warm(200))
		w.wantOpen("with as much as there is", 200)
	})
}

// Broken by: a commitment that ends at once; settings of one region that hold in all.
func TestACommitmentLastsADay(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		if s := w.settings(); s.Status != "DISABLED" || s.StartedAt != nil || s.EarliestAllowedEndAt != nil || s.EndedAt != nil {
			t.Errorf("an account without a commitment has %+v", s)
		}
		if got := warmth(w.summary().WarmThroughput); got != "none" {
			t.Errorf("the summary has a throughput of %s without a commitment", got)
		}
		began := time.Now()
		if s := w.commit("ENABLED"); s.Status != "ENABLED" || !s.StartedAt.Equal(began) || !s.EarliestAllowedEndAt.Equal(began.Add(day)) || s.EndedAt != nil {
			t.Errorf("enabled: %+v", s)
		}
		abroad := w.emu.Config()
		abroad.Region = "eu-west-1"
		if out := must[*kinesis.DescribeAccountSettingsOutput](w)(client(abroad).DescribeAccountSettings(t.Context(), nil)); out.MinimumThroughputBillingCommitment.Status != "DISABLED" {
			t.Errorf("in another region it is %s", out.MinimumThroughputBillingCommitment.Status)
		}
		time.Sleep(time.Hour)
		if s := w.commit("DISABLED"); s.Status != "ENABLED_UNTIL_EARLIEST_ALLOWED_END" || s.EndedAt != nil {
			t.Errorf("disabled after an hour: %+v", s)
		}
		if _, err := w.warm(5); err != nil {
			t.Errorf("warm throughput until then: %v", err)
		}
		time.Sleep(day)
		if s := w.settings(); s.Status != "DISABLED" || !s.EndedAt.Equal(began.Add(day)) {
			t.Errorf("a day later: %+v", s)
		}
		_, err := w.warm(6)
		w.wantRefusal("warm throughput then", err, "ValidationException", "")
		for _, document := range []string{`{}`, `{"MinimumThroughputBillingCommitment":{}}`, `{"MinimumThroughputBillingCommitment":{"Status":"ON"}}`} {
			if exception, message, _ := w.raw("UpdateAccountSettings", document); exception != "ValidationException" {
				t.Errorf("%s: %s %s", document, exception, message)
			}
		}
	})
}
