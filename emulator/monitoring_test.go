package emulator_test

// EnableEnhancedMonitoring and DisableEnhancedMonitoring. AccessDenied, which the model declares for
// both, has no test: access is not checked.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

const sevenMetrics = "IncomingBytes IncomingRecords OutgoingBytes OutgoingRecords WriteProvisionedThroughputExceeded " +
	"ReadProvisionedThroughputExceeded IteratorAgeMilliseconds"

func (w world) monitor(metrics ...types.MetricsName) (*kinesis.EnableEnhancedMonitoringOutput, error) {
	return w.api.EnableEnhancedMonitoring(w.Context(), &kinesis.EnableEnhancedMonitoringInput{StreamName: new("orders"), ShardLevelMetrics: metrics})
}

func (w world) unmonitor(metrics ...types.MetricsName) (*kinesis.DisableEnhancedMonitoringOutput, error) {
	return w.api.DisableEnhancedMonitoring(w.Context(), &kinesis.DisableEnhancedMonitoringInput{StreamARN: new(ordersARN), ShardLevelMetrics: metrics})
}

// monitored is what both descriptions show, which must be the same.
func (w world) monitored() string {
	w.Helper()
	d := w.orders()
	long := must[*kinesis.DescribeStreamOutput](w)(w.api.DescribeStream(w.Context(), &kinesis.DescribeStreamInput{StreamName: new("orders")}))
	a, b := d.EnhancedMonitoring, long.StreamDescription.EnhancedMonitoring
	if fmt.Sprint(a) != fmt.Sprint(b) || len(a) != 1 || a[0].ShardLevelMetrics == nil {
		w.Errorf("the summary shows %v, the description %v", a, b)
	}
	return words(a[0].ShardLevelMetrics)
}

func (w world) orders() *types.StreamDescriptionSummary {
	w.Helper()
	return must[*kinesis.DescribeStreamSummaryOutput](w)(w.api.DescribeStreamSummary(w.Context(),
		&kinesis.DescribeStreamSummaryInput{StreamName: new("orders")})).StreamDescriptionSummary
}

func words(metrics []types.MetricsName) string {
	return strings.Trim(fmt.Sprint(metrics), "[]")
}

// Broken by: a set that the next call replaces; ALL shown as such.
func TestEnhancedMonitoringIsASetOfMetrics(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		if got := w.monitored(); got != "" {
			t.Errorf("a new stream monitors %q", got)
		}
		steps := []struct {
			enable  bool
			metrics []types.MetricsName
			want    string
		}{
			{true, []types.MetricsName{"OutgoingBytes"}, "OutgoingBytes"},
			{true, []types.MetricsName{"IncomingBytes", "OutgoingBytes"}, "IncomingBytes OutgoingBytes"},
			{false, []types.MetricsName{"OutgoingBytes", "IteratorAgeMilliseconds"}, "IncomingBytes"},
			{true, []types.MetricsName{"ALL"}, sevenMetrics},
			{false, []types.MetricsName{"IncomingRecords"}, strings.Replace(sevenMetrics, "IncomingRecords ", "", 1)},
			{true, []types.MetricsName{"OutgoingBytes", "ALL"}, sevenMetrics},
			{false, []types.MetricsName{"ALL"}, ""},
		}
		before := ""
		for _, step := range steps {
			var current, desired, name, arn string
			if step.enable {
				out := must[*kinesis.EnableEnhancedMonitoringOutput](w)(w.monitor(step.metrics...))
				current, desired, name, arn = words(out.CurrentShardLevelMetrics), words(out.DesiredShardLevelMetrics), *out.StreamName, *out.StreamARN
			} else {
				out := must[*kinesis.DisableEnhancedMonitoringOutput](w)(w.unmonitor(step.metrics...))
				current, desired, name, arn = words(out.CurrentShardLevelMetrics), words(out.DesiredShardLevelMetrics), *out.StreamName, *out.StreamARN
			}
			if current != before || desired != step.want || name != "orders" || arn != ordersARN {
				t.Errorf("enable %t %v answers %q to %q of %s, want %q to %q", step.enable, step.metrics, current, desired, arn, before, step.want)
			}
			if got := w.monitored(); got != step.want {
				t.Errorf("after enable %t %v the stream monitors %q, want %q", step.enable, step.metrics, got, step.want)
			}
			before = step.want
		}
	})
}

// Broken by: a set that changes at once.
func TestMonitoringChangesWhenTheUpdateIsOver(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Updating = time.Minute
		w.emu.Stream("orders", 1)
		must[*kinesis.EnableEnhancedMonitoringOutput](w)(w.monitor("ALL"))
		if got, status := w.monitored(), w.orders().StreamStatus; got != "" || status != "UPDATING" {
			t.Errorf("at first a stream that is %s monitors %q, want UPDATING and nothing", status, got)
		}
		_, err := w.monitor("IncomingBytes")
		w.wantRefusal("EnableEnhancedMonitoring while UPDATING", err, "ResourceInUseException", "UPDATING")
		_, err = w.unmonitor("IncomingBytes")
		w.wantRefusal("DisableEnhancedMonitoring while UPDATING", err, "ResourceInUseException", "UPDATING")
		time.Sleep(time.Minute)
		if got, status := w.monitored(), w.orders().StreamStatus; got != sevenMetrics || status != "ACTIVE" {
			t.Errorf("in the end a stream that is %s monitors %q, want ACTIVE and all", status, got)
		}
	})
}

func TestMonitoringIsRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		both := func(what, exception, part string, metrics ...types.MetricsName) {
			t.Helper()
			_, err := w.monitor(metrics...)
			w.wantRefusal("EnableEnhancedMonitoring of "+what, err, exception, part)
			_, err = w.unmonitor(metrics...)
			w.wantRefusal("DisableEnhancedMonitoring of "+what, err, exception, part)
		}
		w.emu.Limits = emulator.Strict
		both("no stream", "ResourceNotFoundException", "orders", "ALL")
		w.emu.Stream("orders", 1)
		both("an unknown metric", "ValidationException", "at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint: "+
			"[Member must satisfy enum value set: [IncomingBytes, IncomingRecords,", "IncomingBytes", "Latency")
		both("eight", "ValidationException", "less than or equal to 7", make([]types.MetricsName, 8)...)
		both("none", "ValidationException", "greater than or equal to 1", []types.MetricsName{}...)
		_, err := w.api.EnableEnhancedMonitoring(w.Context(), &kinesis.EnableEnhancedMonitoringInput{ShardLevelMetrics: []types.MetricsName{"ALL"}})
		w.wantRefusal("EnableEnhancedMonitoring of nothing", err, "InvalidArgumentException", "")
		_, err = w.api.DisableEnhancedMonitoring(w.Context(), &kinesis.DisableEnhancedMonitoringInput{ShardLevelMetrics: []types.MetricsName{"ALL"}})
		w.wantRefusal("DisableEnhancedMonitoring of nothing", err, "InvalidArgumentException", "")
		for range 5 {
			must[*kinesis.EnableEnhancedMonitoringOutput](w)(w.monitor("ALL"))
			must[*kinesis.DisableEnhancedMonitoringOutput](w)(w.unmonitor("ALL"))
		}
		both("a stream for the sixth time", "LimitExceededException", "Rate exceeded for stream orders", "ALL")
	})
}
