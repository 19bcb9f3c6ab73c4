package fanout

// How a consumer is removed, and how little is done to one that somebody else registered.

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// Broken by: a Deregister by name, which hits the registration that was made since.
func TestOnlyTheRegistrationThatIsKnownIsDeregistered(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		said := new(journal)
		old, stopOld := r.consumer(said)
		r.awaits(old, "ready", isReady)
		stopOld()
		r.deregister("billing")
		time.Sleep(time.Minute)
		fresh, _ := r.consumer(new(journal))
		r.awaits(fresh, "ready", isReady)
		if err := old.Deregister(t.Context()); err != nil {
			t.Errorf("what is gone already: %v", err)
		}
		if n := r.calls.succeeded["DeregisterStreamConsumer"]; n != 0 || len(of[ConsumerDeregistered](said)) != 0 {
			t.Error("the new registration was removed")
		}
	})
}

// Broken by: a Deregister that gives up at a limit of calls, or goes on without a right; the SDK's own retries.
func TestDeregisteringIsRepeatedWhileThatHelps(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		said := new(journal)
		c, stop := r.consumer(said)
		r.awaits(c, "ready", isReady)
		stop()
		denied := r.Fail("DeregisterStreamConsumer", emulator.AccessDenied)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := c.Deregister(ctx); err == nil || !strings.Contains(err.Error(), "kinesis:DeregisterStreamConsumer") || ctx.Err() != nil {
			t.Errorf("without the right: %v", err)
		}
		denied.Remove()
		r.Fail("DeregisterStreamConsumer", emulator.LimitExceeded, emulator.Times(1))
		r.Fail("DeregisterStreamConsumer", emulator.NewFault(400, "LimitExceededException", "Rate exceeded for stream orders."), emulator.Times(2))
		if err := c.Deregister(t.Context()); err != nil {
			t.Error(err)
		}
		if s := c.State(); s.Ready || len(of[ConsumerDeregistered](said)) != 1 {
			t.Errorf("%+v, events %v", s, of[ConsumerDeregistered](said))
		}
		r.Fail("DeregisterStreamConsumer", emulator.ServiceUnavailable)
		if err := c.Deregister(ctx); err == nil {
			t.Error("while the service is away: nil, want its error when ctx is done")
		}
	})
}

// Broken by: a describe of a given ARN; an ARN that is deregistered.
func TestAConsumerOfAnotherAccountIsNeverAskedAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Fail("*", emulator.AccessDenied)
		var calls tally
		calls.succeeded, calls.refused = map[string]int{}, map[string]int{}
		emu.Observe("*", calls.count)
		const arn = "arn:aws:kinesis:us-east-1:222222222222:stream/orders/consumer/billing:1"
		c := &Consumer{ARN: arn, Client: kinesis.NewFromConfig(emu.Config())}
		if err := c.Validate(); err != nil {
			t.Error(err)
		}
		if s := c.State(); !s.Ready || s.ARN != arn {
			t.Errorf("before Run: %+v", s)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- c.Run(ctx) }()
		changed := c.Changed()
		c.Verify()
		<-changed
		time.Sleep(time.Hour)
		if s := c.State(); !s.Ready || s.Doubted.IsZero() || s.Why == "" {
			t.Errorf("after Verify: %+v", s)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := c.Deregister(t.Context()); err == nil {
			t.Error("Deregister is nil, want a refusal")
		}
		if len(calls.refused) != 0 || len(calls.succeeded) != 0 {
			t.Errorf("calls %v %v, want none", calls.refused, calls.succeeded)
		}
	})
}
