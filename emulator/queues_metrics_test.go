package emulator_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// Broken by: a metric with the stream among its dimensions; a wait that counts as an empty receive.
func TestTrafficOfAQueueShowsInCloudWatch(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		g := w.gauge()
		arn := w.queue("work", `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"BUILT_IN","MaxReceiveCount":1}}`)
		r := w.waits("ReceiveQueueRecords", arn)
		w.enqueue("a", "b", "c", "d")
		first := <-r.got
		for len(first) < 3 { // the wait may have ended with the first of them
			maps.Copy(first, w.receive(arn, `,"Limit":1`))
		}
		left := 4 - len(first)
		w.wantFailed("one", told[receipts](w, "AcknowledgeQueueRecords", ofQueue(arn, entries(map[string]queueRecord{"a": first["a"]}, ""))))
		metric := func(name string) string {
			points, err := g.stats(func(in *cloudwatch.GetMetricStatisticsInput) {
				in.Namespace, in.MetricName, in.Period = new("AWS/Kinesis"), &name, new(int32(3660))
				in.Statistics = []cwtypes.Statistic{cwtypes.StatisticSum, cwtypes.StatisticMaximum}
				in.Dimensions = []cwtypes.Dimension{{Name: new("QueueId"), Value: new(arn[strings.LastIndexByte(arn, '/')+1:])}, {Name: new("QueueName"), Value: new("work")}}
			})
			if err != nil || len(points) != 1 {
				t.Fatalf("%s: %d points, %v", name, len(points), err)
			}
			return fmt.Sprintf("%v, %v at most, %s", *points[0].Sum, *points[0].Maximum, points[0].Unit)
		}
		if got, want := metric("AcknowledgedQueueRecords"), "1, 1 at most, Count"; got != want {
			t.Errorf("acknowledged: %s, want %s", got, want)
		}
		if got := metric("EmptyReceives"); !strings.HasPrefix(got, "0, 0") {
			t.Errorf("empty receives: %s", got)
		}
		if got := metric("ReceivedQueueRecords"); !strings.HasPrefix(got, fmt.Sprintf("%d, ", len(first))) {
			t.Errorf("received: %s, want %d", got, len(first))
		}
		if got := metric("InFlightQueueRecords"); !strings.Contains(got, fmt.Sprintf(" %d at most", len(first))) {
			t.Errorf("in flight: %s, want %d at most", got, len(first))
		}
		time.Sleep(time.Minute)
		if got := w.receive(arn); len(got) != left {
			t.Errorf("received %d, want %d", len(got), left)
		}
		if got := metric("VisibleDeadLetterQueueRecords"); !strings.Contains(got, fmt.Sprintf(" %d at most", len(first)-1)) {
			t.Errorf("letters: %s, want %d", got, len(first)-1)
		}
	})
}
