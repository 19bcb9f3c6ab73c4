//go:build interop

package kcl

// What the library told CloudWatch of itself, and what the service counted.

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/shardkeeper/shardkeeper/interop/kcl/told"
)

// checkMetrics compares sums in CloudWatch with what was heard: all that the survivor was given was
// counted, and nothing that nobody was given. The killed worker took its last seconds with it.
func (w *world) checkMetrics(t *testing.T, heard *chronicle, survivor string, puts int) {
	t.Helper()
	processed := w.list(t, w.name, "RecordsProcessed")
	if len(processed) == 0 {
		t.Errorf("CloudWatch knows no RecordsProcessed in the namespace %s", w.name)
		return
	}
	sum := w.sum(t, processed)
	least := heard.count(by(survivor, told.Record))
	most := heard.count(func(l told.Line) bool { return l.Verb == told.Record })
	if sum < float64(least) || sum > float64(most) {
		t.Errorf("RecordsProcessed of %d shards = %v, want between %d and %d", len(processed), sum, least, most)
	}
	for _, metric := range []string{"MillisBehindLatest", "DataBytesProcessed", "CurrentLeases", "Time"} {
		if len(w.list(t, w.name, metric)) == 0 {
			t.Errorf("CloudWatch knows no %s in the namespace %s", metric, w.name)
		}
	}
	incoming := w.sum(t, []types.Metric{{
		Namespace: new("AWS/Kinesis"), MetricName: new("IncomingRecords"),
		Dimensions: []types.Dimension{{Name: new("StreamName"), Value: &w.name}},
	}})
	if incoming != float64(puts) {
		t.Errorf("IncomingRecords of %s = %v, want %d", w.name, incoming, puts)
	}
	w.say("CloudWatch has %v records processed in %d shards, and %v put", sum, len(processed), incoming)
}

func (w *world) list(t *testing.T, namespace, metric string) []types.Metric {
	t.Helper()
	var all []types.Metric
	pages := cloudwatch.NewListMetricsPaginator(w.metrics, &cloudwatch.ListMetricsInput{Namespace: &namespace, MetricName: &metric})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Metrics...)
	}
	return all
}

// sum adds up metrics over the whole story.
func (w *world) sum(t *testing.T, metrics []types.Metric) float64 {
	t.Helper()
	in := &cloudwatch.GetMetricDataInput{
		StartTime: new(w.begun.Truncate(time.Minute)), EndTime: new(time.Now().Add(time.Minute)),
	}
	for i, m := range metrics {
		in.MetricDataQueries = append(in.MetricDataQueries, types.MetricDataQuery{
			Id: new(fmt.Sprint("m", i)), MetricStat: &types.MetricStat{Metric: &m, Period: new(int32(60)), Stat: new("Sum")},
		})
	}
	var sum float64
	pages := cloudwatch.NewGetMetricDataPaginator(w.metrics, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range page.MetricDataResults {
			for _, value := range result.Values {
				sum += value
			}
		}
	}
	return sum
}
