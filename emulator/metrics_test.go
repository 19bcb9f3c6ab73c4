package emulator_test

// The metrics that Kinesis keeps of its own traffic, read back through CloudWatch.

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// metric is what a metric of stream orders says of the last hour, "" if it has no data: its sum, its
// number of samples and its unit. Dimensions beside the stream are given by name and value.
func (g gauge) metric(name string, dimensions ...string) string {
	g.Helper()
	all := []cwtypes.Dimension{{Name: new("StreamName"), Value: new("orders")}}
	for pair := range slices.Chunk(dimensions, 2) {
		all = append(all, cwtypes.Dimension{Name: &pair[0], Value: &pair[1]})
	}
	points, err := g.stats(func(in *cloudwatch.GetMetricStatisticsInput) {
		in.Namespace, in.MetricName, in.Dimensions, in.Period = new("AWS/Kinesis"), &name, all, new(int32(3660))
	})
	if err != nil || len(points) > 1 {
		g.Fatalf("%s: %d points, %v", name, len(points), err)
	}
	if len(points) == 0 {
		return ""
	}
	return fmt.Sprintf("%v in %v %s", *points[0].Sum, *points[0].SampleCount, points[0].Unit)
}

func entry(key, data string) types.PutRecordsRequestEntry {
	return types.PutRecordsRequestEntry{PartitionKey: &key, Data: []byte(data)}
}

// Broken by: bytes without partition keys; the age of the first record of a page.
func TestTrafficOfAStreamShowsInCloudWatch(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		g := w.gauge()
		must[*kinesis.PutRecordOutput](w)(w.api.PutRecord(w.Context(), &kinesis.PutRecordInput{
			StreamName: new("orders"), PartitionKey: new("k"), Data: []byte("four")}))
		time.Sleep(time.Second)
		must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(w.Context(), &kinesis.PutRecordsInput{
			StreamName: new("orders"), Records: []types.PutRecordsRequestEntry{entry("k", "four"), entry("k", "nine more"), entry("k", "")}}))
		time.Sleep(1500 * time.Millisecond)
		page := w.read(w.iterator(shard0, types.ShardIteratorTypeTrimHorizon))
		w.read(*page.NextShardIterator)
		for name, want := range map[string]string{
			"PutRecord.Success": "1 in 1 Count", "PutRecord.Bytes": "5 in 1 Bytes", "PutRecord.Latency": "1 in 1 Milliseconds",
			"PutRecords.Success": "1 in 1 Count", "PutRecords.Bytes": "16 in 1 Bytes", "PutRecords.Latency": "1 in 1 Milliseconds",
			"PutRecords.Records": "3 in 1 Count", "PutRecords.TotalRecords": "3 in 1 Count", "PutRecords.SuccessfulRecords": "3 in 1 Count",
			"PutRecords.FailedRecords": "0 in 1 Count", "PutRecords.ThrottledRecords": "0 in 1 Count",
			"IncomingBytes": "21 in 2 Bytes", "IncomingRecords": "4 in 2 Count", "WriteProvisionedThroughputExceeded": "0 in 2 Count",
			"GetRecords.Success": "2 in 2 Count", "GetRecords.Bytes": "21 in 2 Bytes", "GetRecords.Records": "4 in 2 Count",
			"GetRecords.Latency": "2 in 2 Milliseconds", "GetRecords.IteratorAge": "1500 in 2 Milliseconds",
			"GetRecords.IteratorAgeMilliseconds": "1500 in 2 Milliseconds", "OutgoingBytes": "21 in 2 Bytes", "OutgoingRecords": "4 in 2 Count",
			"ReadProvisionedThroughputExceeded": "0 in 2 Count",
		} {
			if got := g.metric(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if got := g.metric("IncomingRecords", "ShardId", shard0); got != "" {
			t.Errorf("the shard has a metric that nobody enabled: %q", got)
		}
	})
}

// Broken by: a throttled record that counts as incoming; a refused PutRecord that is a success.
func TestThrottlesShowInCloudWatch(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		g := w.gauge()
		half := entry("k", string(make([]byte, 600_000)))
		out := must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(w.Context(), &kinesis.PutRecordsInput{
			StreamName: new("orders"), Records: []types.PutRecordsRequestEntry{half, half}}))
		if *out.FailedRecordCount != 1 {
			t.Fatalf("%d records failed, want 1", *out.FailedRecordCount)
		}
		_, err := w.api.PutRecord(w.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: half.PartitionKey, Data: half.Data})
		w.wantRefusal("a put too many", err, "ProvisionedThroughputExceededException", "Rate exceeded")
		iterator := w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)
		for range 6 {
			_, err = w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &iterator, Limit: new(int32(1))})
		}
		w.wantRefusal("a read too many", err, "ProvisionedThroughputExceededException", "Rate exceeded")
		reads := g.metric("GetRecords.Success")
		for name, want := range map[string]string{
			"PutRecords.ThrottledRecords": "1 in 1 Count", "PutRecords.SuccessfulRecords": "1 in 1 Count", "PutRecords.Success": "1 in 1 Count",
			"PutRecord.Success": "0 in 1 Count", "PutRecord.Bytes": "", "IncomingRecords": "1 in 1 Count",
			"WriteProvisionedThroughputExceeded": "2 in 2 Count",
		} {
			if got := g.metric(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		var succeeded, refused, called int
		_, _ = fmt.Sscanf(reads, "%d in %d", &succeeded, &called)
		_, _ = fmt.Sscanf(g.metric("ReadProvisionedThroughputExceeded"), "%d", &refused)
		if called != 6 || refused == 0 || succeeded+refused != 6 {
			t.Errorf("of %d reads %d succeeded and %d were throttled, want 6 in all", called, succeeded, refused)
		}
	})
}

// Broken by: metrics of shards that were not asked for; metrics of the shard that are the stream's.
func TestShardsHaveTheMetricsThatAreEnabled(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 2)
		g := w.gauge()
		must[*kinesis.EnableEnhancedMonitoringOutput](w)(w.api.EnableEnhancedMonitoring(w.Context(), &kinesis.EnableEnhancedMonitoringInput{
			StreamName: new("orders"), ShardLevelMetrics: []types.MetricsName{types.MetricsNameIncomingBytes, types.MetricsNameIteratorAgeMilliseconds}}))
		must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(w.Context(), &kinesis.PutRecordsInput{
			StreamName: new("orders"), Records: []types.PutRecordsRequestEntry{entry("a", "to 0"), entry("b", "to one"), entry("a", "to 0")}}))
		time.Sleep(time.Second)
		w.read(w.iterator(shard1, types.ShardIteratorTypeTrimHorizon))
		for _, c := range []struct{ name, shard, want string }{
			{"IncomingBytes", shard0, "10 in 1 Bytes"},
			{"IncomingBytes", shard1, "7 in 1 Bytes"},
			{"IteratorAgeMilliseconds", shard1, "1000 in 1 Milliseconds"},
			{"IteratorAgeMilliseconds", shard0, ""},
			{"IncomingRecords", shard0, ""},
			{"OutgoingBytes", shard1, ""},
		} {
			if got := g.metric(c.name, "ShardId", c.shard); got != c.want {
				t.Errorf("%s of %s: %q, want %q", c.name, c.shard, got, c.want)
			}
		}
		if got := g.metric("IncomingBytes"); got != "17 in 1 Bytes" {
			t.Errorf("IncomingBytes of the stream: %q, want both shards", got)
		}
	})
}

// Metrics are those of the stream's account and region, whoever reads or writes.
//
// Broken by: one place for the metrics of all accounts.
func TestMetricsBelongToTheOwnerOfTheStream(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		const guest = "123456789012"
		must[*kinesis.PutRecordOutput](w)(client(w.emu.ConfigFor(guest)).PutRecord(w.Context(), &kinesis.PutRecordInput{
			StreamARN: new("arn:aws:kinesis:us-east-1:000000000000:stream/orders"), PartitionKey: new("k"), Data: []byte("x")}))
		if got := w.gauge().metric("IncomingRecords"); got != "1 in 1 Count" {
			t.Errorf("the owner sees %q, want 1", got)
		}
		theirs := cloudwatch.NewFromConfig(w.emu.ConfigFor(guest))
		if out := must[*cloudwatch.ListMetricsOutput](w)(theirs.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{})); len(out.Metrics) != 0 {
			t.Errorf("the guest has %d metrics", len(out.Metrics))
		}
	})
}
