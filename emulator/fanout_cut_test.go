package emulator_test

// Subscriptions that are ended from outside: by a test, by a plug, by their own client.

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: a cut that ends all whatever the options say; a broken connection that ends cleanly.
func TestATestCutsSubscriptions(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		billing, shipping := w.consumer("billing"), w.consumer("shipping")
		for _, c := range []struct {
			what            string
			cut             func(...emulator.Option) int
			exception, part string
		}{
			{"clean", w.emu.EndSubscriptions, "", ""},
			{"internal failure", func(o ...emulator.Option) int { return w.emu.FailSubscriptions(emulator.InternalFailure, o...) }, "InternalFailureException", "Internal Service Failure."},
			{"in use", func(o ...emulator.Option) int { return w.emu.FailSubscriptions(emulator.ResourceInUse, o...) }, "ResourceInUseException", "in use"},
		} {
			one, two := w.subscribe(billing, shard0, fromHorizon), w.subscribe(shipping, shard0, fromHorizon)
			one.event()
			two.event()
			time.Sleep(time.Second)
			if n := c.cut(emulator.OnStream("others")); n != 0 {
				t.Errorf("%s: %d subscriptions of another stream", c.what, n)
			}
			if n := c.cut(emulator.OnStream("orders"), emulator.OnShard(shard0), emulator.Times(1)); n != 1 {
				t.Errorf("%s: %d were cut, want 1", c.what, n)
			}
			if wait := took(func() { one.wantEnd(c.what, c.exception, c.part) }); wait != 0 {
				t.Errorf("%s: it ended after %v", c.what, wait)
			}
			orders.Put("k", "d")
			if event := two.event(); said(event) != "d" {
				t.Errorf("%s: the other was sent %q", c.what, said(event))
			}
			if err := two.stream.Close(); err != nil {
				t.Error(err)
			}
			time.Sleep(4 * time.Second)
		}
		sub, other := w.subscribe(billing, shard0, fromLatest), w.subscribe(shipping, shard0, fromLatest)
		sub.event()
		other.event()
		if n := w.emu.BreakSubscriptions(emulator.OnConsumer("billing")); n != 1 {
			t.Errorf("%d were broken, want billing's", n)
		}
		if _, _, _, err := sub.end(); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the broken one ended with %v", err)
		}
		if n, again := w.emu.EndSubscriptions(), w.emu.EndSubscriptions(); n != 1 || again != 0 {
			t.Errorf("%d, then %d subscriptions were left, want shipping's and none", n, again)
		}
	})
}

// A client that has its subscription may have it cut, and several are cut in the order in which their
// clients got them.
//
// Broken by: a subscription that is noted after its first frame is on its way.
func TestASubscriptionCanBeCutAsSoonAsItsClientHasIt(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		arn := w.consumer("billing")
		for i := range 200 {
			sub := w.subscribe(arn, shard0, fromHorizon)
			if n := w.emu.EndSubscriptions(); n != 1 {
				t.Fatalf("try %d: %d were cut, want 1", i, n)
			}
			if err := sub.stream.Close(); err != nil {
				t.Error(err)
			}
			time.Sleep(5 * time.Second)
		}
	})
}

// Broken by: a stream that waits for its next event before it looks for its client.
func TestASubscriptionIsOverOnceItsClientHasGone(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		arn := w.consumer("billing")
		ctx, cancel := context.WithCancel(t.Context())
		out := must[*kinesis.SubscribeToShardOutput](w)(w.api.SubscribeToShard(ctx, &kinesis.SubscribeToShardInput{ConsumerARN: &arn, ShardId: new(shard0), StartingPosition: fromHorizon}))
		<-out.GetStream().Events()
		cancel()
		time.Sleep(time.Nanosecond)
		if n := w.emu.EndSubscriptions(); n != 0 {
			t.Errorf("%d subscriptions run without a client", n)
		}
		_ = out.GetStream().Close()
		plug := w.emu.Plug()
		w.api = client(plug.Config())
		time.Sleep(5 * time.Second)
		sub := w.subscribe(arn, shard0, fromHorizon)
		sub.event()
		plug.Cut()
		if _, _, _, err := sub.end(); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("behind a plug that is cut: %v", err)
		}
	})
}
