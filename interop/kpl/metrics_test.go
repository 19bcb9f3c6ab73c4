//go:build interop

package kpl

// What the daemon tells CloudWatch of itself, in the oldest of its dialects.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// patience is how long the metrics may take, which the daemon uploads twice a second.
const patience = 20 * time.Second

// sum waits until all records are counted, and answers with how many were at the end.
func sum(t *testing.T, client *cloudwatch.Client, stream string) float64 {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		out, err := client.GetMetricStatistics(t.Context(), &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("KinesisProducerLibrary"), MetricName: aws.String("UserRecordsPut"),
			Dimensions: []types.Dimension{{Name: aws.String("StreamName"), Value: &stream}},
			StartTime:  aws.Time(begun.Add(-time.Hour)), EndTime: aws.Time(begun.Add(time.Hour)),
			Period: aws.Int32(60), Statistics: []types.Statistic{types.StatisticSum},
		})
		if err != nil {
			t.Fatal(err)
		}
		var sum float64
		for _, point := range out.Datapoints {
			sum += *point.Sum
		}
		if sum >= records || time.Since(begun) > patience {
			return sum
		}
	}
}
