package emulator_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// Broken by: an event that is not measured; an exception that counts as a success.
func TestSubscriptionsShowInCloudWatch(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders, g := w.emu.Stream("orders", 1), w.gauge()
		arn := w.consumer("billing")
		sub := w.subscribe(arn, shard0, fromHorizon)
		sub.event()
		if _, err := w.trySubscribe(arn, shard0, fromHorizon); err == nil {
			t.Error("a second subscription at once")
		}
		orders.Put("k", "four")
		sub.event()
		must[*kinesis.DeregisterStreamConsumerOutput](w)(w.api.DeregisterStreamConsumer(t.Context(), &kinesis.DeregisterStreamConsumerInput{ConsumerARN: &arn}))
		sub.wantEnd("deregistered", "ResourceNotFoundException", "billing")
		time.Sleep(time.Minute)
		for name, want := range map[string]string{
			"SubscribeToShard.Success": "1 in 2 Count", "SubscribeToShard.RateExceeded": "1 in 2 Count",
			"SubscribeToShardEvent.Success": "2 in 3 Count", "SubscribeToShardEvent.Bytes": "5 in 2 Bytes",
			"SubscribeToShardEvent.Records": "1 in 2 Count", "SubscribeToShardEvent.MillisBehindLatest": "0 in 2 Milliseconds",
		} {
			if got := g.metric(name, "ConsumerName", "billing"); got != want {
				t.Errorf("%s is %s, want %s", name, got, want)
			}
		}
	})
}
