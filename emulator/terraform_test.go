package emulator_test

// What Terraform's AWS provider does with a stream, its consumer and its policy: the sequence of its
// calls, and what it insists on between them. States take time here, as they do in the service.

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// A provider is Terraform's way with one stream.
type provider struct {
	world
	name, arn *string
}

func TestTerraformsLifeOfAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Creating, emu.Updating, emu.Deleting = 20*time.Second, 10*time.Second, 15*time.Second
		p := provider{world: world{t, emu, client(emu.Config())}, name: new("orders")}
		p.create()
		p.refresh(2, 24, types.StreamModeProvisioned)
		p.change()
		p.refresh(4, 24, types.StreamModeOnDemand)
		p.consumer()
		p.policy()
		p.destroy()
	})
}

func (p *provider) create() {
	p.Helper()
	p.done("CreateStream")(p.api.CreateStream(p.Context(), &kinesis.CreateStreamInput{
		StreamName: p.name, ShardCount: new(int32(2)), Tags: map[string]string{"team": "billing"},
		StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeProvisioned},
	}))
	p.arn = p.settled(types.StreamStatusCreating).StreamARN
	// On every new stream, with the retention that it has already.
	p.done("IncreaseStreamRetentionPeriod")(p.api.IncreaseStreamRetentionPeriod(p.Context(),
		&kinesis.IncreaseStreamRetentionPeriodInput{StreamName: p.name, RetentionPeriodHours: new(int32(24))}))
	p.settled(types.StreamStatusUpdating)
	p.done("EnableEnhancedMonitoring")(p.api.EnableEnhancedMonitoring(p.Context(), &kinesis.EnableEnhancedMonitoringInput{
		StreamName: p.name, ShardLevelMetrics: []types.MetricsName{types.MetricsNameIncomingBytes, types.MetricsNameOutgoingBytes},
	}))
	p.settled(types.StreamStatusUpdating)
	p.done("StartStreamEncryption")(p.api.StartStreamEncryption(p.Context(), &kinesis.StartStreamEncryptionInput{
		StreamName: p.name, EncryptionType: types.EncryptionTypeKms, KeyId: new("alias/aws/kinesis"),
	}))
	summary := p.settled(types.StreamStatusUpdating)
	if summary.EncryptionType != types.EncryptionTypeKms || *summary.KeyId != "alias/aws/kinesis" {
		p.Errorf("encryption = %v with %v", summary.EncryptionType, summary.KeyId)
	}
	if got := summary.EnhancedMonitoring[0].ShardLevelMetrics; len(got) != 2 {
		p.Errorf("enhanced monitoring = %v", got)
	}
}

// refresh is what terraform plan reads.
func (p *provider) refresh(shards, hours int32, mode types.StreamMode) {
	p.Helper()
	summary := p.summary()
	if *summary.OpenShardCount != shards || *summary.RetentionPeriodHours != hours || summary.StreamModeDetails.StreamMode != mode {
		p.Errorf("%d shards, %d h, %s; want %d, %d, %s", *summary.OpenShardCount, *summary.RetentionPeriodHours,
			summary.StreamModeDetails.StreamMode, shards, hours, mode)
	}
	byName := must[*kinesis.ListTagsForStreamOutput](p.world)(p.api.ListTagsForStream(p.Context(), &kinesis.ListTagsForStreamInput{StreamName: p.name}))
	byARN := must[*kinesis.ListTagsForResourceOutput](p.world)(p.api.ListTagsForResource(p.Context(), &kinesis.ListTagsForResourceInput{ResourceARN: p.arn}))
	for _, tags := range [][]types.Tag{byName.Tags, byARN.Tags} {
		if !slices.ContainsFunc(tags, func(t types.Tag) bool { return *t.Key == "team" && *t.Value == "billing" }) {
			p.Errorf("tags = %v", tags)
		}
	}
}

// change applies every argument that can be changed in place.
func (p *provider) change() {
	p.Helper()
	p.done("UpdateShardCount")(p.api.UpdateShardCount(p.Context(), &kinesis.UpdateShardCountInput{
		StreamName: p.name, TargetShardCount: new(int32(4)), ScalingType: types.ScalingTypeUniformScaling,
	}))
	p.settled(types.StreamStatusUpdating)
	p.done("UpdateStreamMode")(p.api.UpdateStreamMode(p.Context(), &kinesis.UpdateStreamModeInput{
		StreamARN: p.arn, StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeOnDemand},
	}))
	p.settled(types.StreamStatusUpdating)
	p.done("IncreaseStreamRetentionPeriod")(p.api.IncreaseStreamRetentionPeriod(p.Context(),
		&kinesis.IncreaseStreamRetentionPeriodInput{StreamName: p.name, RetentionPeriodHours: new(int32(48))}))
	p.settled(types.StreamStatusUpdating)
	p.done("DecreaseStreamRetentionPeriod")(p.api.DecreaseStreamRetentionPeriod(p.Context(),
		&kinesis.DecreaseStreamRetentionPeriodInput{StreamName: p.name, RetentionPeriodHours: new(int32(24))}))
	p.settled(types.StreamStatusUpdating)
	p.done("DisableEnhancedMonitoring")(p.api.DisableEnhancedMonitoring(p.Context(), &kinesis.DisableEnhancedMonitoringInput{
		StreamName: p.name, ShardLevelMetrics: []types.MetricsName{types.MetricsNameAll},
	}))
	p.settled(types.StreamStatusUpdating)
	p.done("StopStreamEncryption")(p.api.StopStreamEncryption(p.Context(), &kinesis.StopStreamEncryptionInput{
		StreamName: p.name, EncryptionType: types.EncryptionTypeKms, KeyId: new("alias/aws/kinesis"),
	}))
	p.settled(types.StreamStatusUpdating)
	p.done("UpdateMaxRecordSize")(p.api.UpdateMaxRecordSize(p.Context(), &kinesis.UpdateMaxRecordSizeInput{
		StreamARN: p.arn, MaxRecordSizeInKiB: new(int32(2048)),
	}))
	if got := *p.settled(types.StreamStatusUpdating).MaxRecordSizeInKiB; got != 2048 {
		p.Errorf("MaxRecordSizeInKiB = %d", got)
	}
}

func (p *provider) consumer() {
	p.Helper()
	made := must[*kinesis.RegisterStreamConsumerOutput](p.world)(p.api.RegisterStreamConsumer(p.Context(),
		&kinesis.RegisterStreamConsumerInput{StreamARN: p.arn, ConsumerName: new("billing")})).Consumer
	describe := func() (*kinesis.DescribeStreamConsumerOutput, error) {
		return p.api.DescribeStreamConsumer(p.Context(), &kinesis.DescribeStreamConsumerInput{ConsumerARN: made.ConsumerARN})
	}
	for status := made.ConsumerStatus; status != types.ConsumerStatusActive; time.Sleep(5 * time.Second) {
		if status = must[*kinesis.DescribeStreamConsumerOutput](p.world)(describe()).ConsumerDescription.ConsumerStatus; status == types.ConsumerStatusDeleting {
			p.Fatalf("the consumer is %s", status)
		}
	}
	p.done("DeregisterStreamConsumer")(p.api.DeregisterStreamConsumer(p.Context(), &kinesis.DeregisterStreamConsumerInput{ConsumerARN: made.ConsumerARN}))
	p.gone("consumer", func() error { _, err := describe(); return err })
}

func (p *provider) policy() {
	p.Helper()
	const policy = `{"Version":"2012-10-17","Statement":[]}`
	get := func() string {
		return *must[*kinesis.GetResourcePolicyOutput](p.world)(p.api.GetResourcePolicy(p.Context(), &kinesis.GetResourcePolicyInput{ResourceARN: p.arn})).Policy
	}
	p.done("PutResourcePolicy")(p.api.PutResourcePolicy(p.Context(), &kinesis.PutResourcePolicyInput{ResourceARN: p.arn, Policy: new(policy)}))
	if got := get(); got != policy {
		p.Errorf("policy = %s", got)
	}
	p.done("DeleteResourcePolicy")(p.api.DeleteResourcePolicy(p.Context(), &kinesis.DeleteResourcePolicyInput{ResourceARN: p.arn}))
	if got := get(); got != "{}" {
		p.Errorf("policy after it was deleted = %s", got)
	}
}

func (p *provider) destroy() {
	p.Helper()
	p.done("DeleteStream")(p.api.DeleteStream(p.Context(), &kinesis.DeleteStreamInput{StreamName: p.name, EnforceConsumerDeletion: new(true)}))
	p.gone("stream", func() error {
		_, err := p.api.DescribeStreamSummary(p.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: p.name})
		return err
	})
}

// settled waits until the stream is ACTIVE. No state but the one that the call before leads to may
// show on the way.
func (p *provider) settled(through types.StreamStatus) *types.StreamDescriptionSummary {
	p.Helper()
	for range 30 {
		summary := p.summary()
		switch summary.StreamStatus {
		case types.StreamStatusActive:
			return summary
		case through:
			time.Sleep(5 * time.Second)
		default:
			p.Fatalf("the stream is %s on its way through %s", summary.StreamStatus, through)
		}
	}
	p.Fatalf("the stream stays %s", through)
	return nil
}

func (p *provider) summary() *types.StreamDescriptionSummary {
	p.Helper()
	return must[*kinesis.DescribeStreamSummaryOutput](p.world)(p.api.DescribeStreamSummary(p.Context(),
		&kinesis.DescribeStreamSummaryInput{StreamName: p.name})).StreamDescriptionSummary
}

// gone waits until what is described is not there.
func (p *provider) gone(what string, describe func() error) {
	p.Helper()
	for range 30 {
		switch err := describe(); refusal(err) {
		case "ResourceNotFoundException":
			return
		case "":
			time.Sleep(5 * time.Second)
		default:
			p.Fatal(err)
		}
	}
	p.Errorf("the %s stays", what)
}

// done ends the test at an error.
func (p *provider) done(what string) func(any, error) {
	return func(_ any, err error) {
		p.Helper()
		if err != nil {
			p.Fatalf("%s: %v", what, err)
		}
	}
}
