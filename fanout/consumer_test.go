package fanout

// Consumers over the emulator: one worker, a fleet, and what goes wrong with them.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

const ordersARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders"

// A registry is a stream's consumers as a test sees them: over the service, and in numbers of calls.
type registry struct {
	*emulatortest.Emulator
	orders *emulatortest.Stream
	t      *testing.T
	calls  tally
}

// A tally counts calls: how many succeeded, by operation.
type tally struct {
	sync.Mutex
	succeeded, refused map[string]int
	again              int // that the SDK made by itself
}

func (n *tally) count(c emulator.Call) {
	n.Lock()
	defer n.Unlock()
	if c.Attempt > 1 {
		n.again++
	}
	if c.Error == "" && !c.Dropped {
		n.succeeded[c.Operation]++
	} else {
		n.refused[c.Operation]++
	}
}

// all is the number of calls of an operation.
func (n *tally) all(operation string) int {
	n.Lock()
	defer n.Unlock()
	return n.succeeded[operation] + n.refused[operation]
}

func newRegistry(t *testing.T) *registry {
	r := &registry{Emulator: emulatortest.New(t), t: t, calls: tally{succeeded: map[string]int{}, refused: map[string]int{}}}
	r.Limits, r.Creating, r.Deleting = emulator.Strict, 7*time.Second, 4*time.Second
	r.orders = r.Stream("orders", 1)
	r.Observe("*", r.calls.count)
	t.Cleanup(func() {
		if r.calls.again != 0 {
			t.Errorf("the SDK repeated %d calls by itself", r.calls.again)
		}
	})
	return r
}

// consumer is one worker's; it runs until the test is over, or stop is called.
func (r *registry) consumer(said *journal) (c *Consumer, stop func()) {
	c = &Consumer{Client: kinesis.NewFromConfig(r.Config()), StreamARN: ordersARN, Name: "billing", Observe: said.note}
	if err := c.Validate(); err != nil {
		r.t.Fatal(err)
	}
	return c, r.run(c)
}

func (r *registry) run(c *Consumer) (stop func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := c.Run(ctx); err != nil {
			r.t.Errorf("Run: %v", err)
		}
	}()
	stop = func() { cancel(); <-done }
	r.t.Cleanup(stop)
	return stop
}

// awaits waits until the state is as it should be.
func (r *registry) awaits(c *Consumer, what string, is func(ConsumerState) bool) ConsumerState {
	r.t.Helper()
	limit := time.After(time.Hour)
	for {
		changed := c.Changed()
		s := c.State()
		if is(s) {
			return s
		}
		select {
		case <-changed:
		case <-limit:
			r.t.Fatalf("the consumer is not %s within an hour: %+v", what, s)
		}
	}
}

func isReady(s ConsumerState) bool { return s.Ready }

// backstage are the hands of the test.
func (r *registry) backstage() *kinesis.Client { return kinesis.NewFromConfig(r.Backstage()) }

func (r *registry) deregister(name string) {
	r.t.Helper()
	_, err := r.backstage().DeregisterStreamConsumer(r.t.Context(), &kinesis.DeregisterStreamConsumerInput{StreamARN: aws.String(ordersARN), ConsumerName: &name})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *registry) register(name string) {
	r.t.Helper()
	_, err := r.backstage().RegisterStreamConsumer(r.t.Context(), &kinesis.RegisterStreamConsumerInput{StreamARN: aws.String(ordersARN), ConsumerName: &name})
	if err != nil {
		r.t.Fatal(err)
	}
}

func inRegistry(t *testing.T, body func(*testing.T, *registry)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { body(t, newRegistry(t)) })
}

// Broken by: a registration after each missing consumer that was refused; a Changed that is not closed.
func TestAFleetRegistersItsConsumerOnce(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		said := new(journal)
		var fleet []*Consumer
		for range 8 {
			c, _ := r.consumer(said)
			fleet = append(fleet, c)
		}
		began := time.Now()
		arn := r.awaits(fleet[0], "ready", isReady).ARN
		for i, c := range fleet {
			if s := r.awaits(c, "ready", isReady); s.ARN != arn || s.Again {
				t.Errorf("worker %d: %+v, want %s", i, s, arn)
			}
		}
		if took := time.Since(began); took < r.Creating || took > 3*r.Creating {
			t.Errorf("ready after %v, CREATING takes %v", took, r.Creating)
		}
		if n := r.calls.succeeded["RegisterStreamConsumer"]; n != 1 || r.calls.all("RegisterStreamConsumer") > len(fleet) {
			t.Errorf("%d registrations of %d tried, want 1 of at most one each", n, r.calls.all("RegisterStreamConsumer"))
		}
		before := r.calls.all("DescribeStreamConsumer")
		time.Sleep(24 * time.Hour)
		if n := r.calls.all("DescribeStreamConsumer"); n != before || before > 8*len(fleet) {
			t.Errorf("%d looks until all were ready, then %d more: want a few each, then none", before, n-before)
		}
		if n := len(of[ConsumerRegistered](said)); n != 1 || len(of[ConsumerReady](said)) != len(fleet) || len(of[ConsumerUnavailable](said)) != 0 {
			t.Errorf("%d registered, %d ready, unavailable %v", n, len(of[ConsumerReady](said)), of[ConsumerUnavailable](said))
		}
	})
}

// Broken by: a second Run that forgets; a describe before each subscription.
func TestAConsumerThatIsThereCostsOneCallAWorker(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		r.register("billing")
		time.Sleep(time.Minute)
		c, stop := r.consumer(new(journal))
		r.awaits(c, "ready", isReady)
		time.Sleep(time.Hour)
		stop()
		stop = r.run(c)
		time.Sleep(time.Hour)
		stop()
		if n := r.calls.all("DescribeStreamConsumer"); n != 1 || r.calls.all("RegisterStreamConsumer") != 0 {
			t.Errorf("%d looks, %d registrations, want 1 and none", n, r.calls.all("RegisterStreamConsumer"))
		}
	})
}

// Broken by: a registration that does not wait for DELETING to end.
func TestAConsumerThatIsDeletingIsWaitedForThenRegisteredAnew(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		r.register("billing")
		time.Sleep(time.Minute)
		r.deregister("billing")
		c, _ := r.consumer(new(journal))
		r.awaits(c, "DELETING", func(s ConsumerState) bool { return strings.Contains(s.Why, "DELETING") })
		r.awaits(c, "ready", isReady)
		if n := r.calls.succeeded["RegisterStreamConsumer"]; n != 1 || r.calls.refused["RegisterStreamConsumer"] != 0 {
			t.Errorf("%d registrations, %d refused, want 1 and none", n, r.calls.refused["RegisterStreamConsumer"])
		}
	})
}

// Broken by: a Verify that is not heard; one look for each call of it.
func TestAConsumerThatIsGoneComesBackUnderAnotherARN(t *testing.T) {
	for name, gone := range map[string]func(*registry){
		"deregistered": func(r *registry) { r.deregister("billing") },
		"the stream was recreated": func(r *registry) {
			_, err := r.backstage().DeleteStream(r.t.Context(), &kinesis.DeleteStreamInput{StreamName: aws.String("orders"), EnforceConsumerDeletion: aws.Bool(true)})
			if err != nil {
				r.t.Fatal(err)
			}
			time.Sleep(time.Minute)
			r.orders = r.Stream("orders", 1)
		},
		"registered anew by somebody else": func(r *registry) {
			r.deregister("billing")
			time.Sleep(time.Minute)
			r.register("billing")
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRegistry(t, func(t *testing.T, r *registry) {
				said := new(journal)
				c, _ := r.consumer(said)
				first := r.awaits(c, "ready", isReady)
				time.Sleep(time.Hour)
				gone(r)
				looks := r.calls.all("DescribeStreamConsumer")
				for range 1000 { // shards
					c.Verify()
				}
				s := r.awaits(c, "ready again", func(s ConsumerState) bool { return s.Ready && s.ARN != first.ARN })
				if !s.Again || !s.Since.After(first.Since) {
					t.Errorf("%+v", s)
				}
				if n := r.calls.all("DescribeStreamConsumer") - looks; n > 12 {
					t.Errorf("%d looks for 1000 doubts", n)
				}
				if lost := of[ConsumerUnavailable](said); len(lost) != 1 || !errors.Is(lost[0].Err, errConsumerGone) {
					t.Errorf("events %v", lost)
				}
			})
		})
	}
}

// Broken by: a look that takes the consumer from those who subscribe.
func TestAShardThatIsMissingCostsOneLook(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		c, _ := r.consumer(new(journal))
		first := r.awaits(c, "ready", isReady)
		time.Sleep(time.Hour)
		doubted, looks := time.Now(), r.calls.all("DescribeStreamConsumer")
		c.Verify()
		s := r.awaits(c, "looked at", func(s ConsumerState) bool { return !s.Looked.Before(doubted) })
		time.Sleep(time.Hour)
		if n := r.calls.all("DescribeStreamConsumer") - looks; n != 1 || !s.Ready || s.ARN != first.ARN || s.Since != first.Since || s.Again {
			t.Errorf("%d looks, %+v, want one and %+v", n, s, first)
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

// Broken by: a State that says nothing of the right, the limit or the endpoint; a wait that outlasts the cause.
func TestWhatIsMissingIsNamedAndWaitedFor(t *testing.T) {
	for _, c := range []struct {
		what      string
		operation string
		fault     emulator.Fault
		words     []string
		within    time.Duration // of its end
	}{
		{"the right to describe", "DescribeStreamConsumer", emulator.AccessDenied, []string{"kinesis:DescribeStreamConsumer of consumer billing", "is not allowed", ordersARN}, time.Minute},
		{"the right to register", "RegisterStreamConsumer", emulator.AccessDenied, []string{"kinesis:RegisterStreamConsumer", `"Allow"`, ordersARN}, time.Minute},
		{"the operation", "*", emulator.NewFault(400, "UnknownOperationException", ""), []string{"no enhanced fan-out"}, 10 * time.Minute},
		{"the operation, by status", "*", emulator.NewFault(501, "InternalFailure", "The API action is not implemented."), []string{"no enhanced fan-out"}, 10 * time.Minute},
		{"a place", "RegisterStreamConsumer", emulator.NewFault(400, "LimitExceededException", "Stream orders has 20 consumers already."), []string{"20 or 50", "deregister one"}, 10 * time.Minute},
		{"the stream", "*", emulator.ResourceNotFound, []string{"kinesis:RegisterStreamConsumer", ordersARN, "ResourceNotFoundException"}, time.Minute},
	} {
		t.Run(c.what, func(t *testing.T) {
			inRegistry(t, func(t *testing.T, r *registry) {
				said := new(journal)
				fault := r.Fail(c.operation, c.fault)
				consumer, _ := r.consumer(said)
				s := r.awaits(consumer, "unavailable", func(s ConsumerState) bool { return s.Unavailable })
				for _, words := range c.words {
					if s.Err == nil || !strings.Contains(s.Err.Error(), words) {
						t.Errorf("%v does not say %q", s.Err, words)
					}
				}
				time.Sleep(3 * time.Hour)
				if s := consumer.State(); !s.Unavailable || s.Ready || s.Why == "" {
					t.Errorf("three hours later: %+v", s)
				}
				if n := len(of[ConsumerUnavailable](said)); n == 0 || n > 2*3*60+10 {
					t.Errorf("%d events in three hours", n)
				}
				fault.Remove()
				over := time.Now()
				r.awaits(consumer, "ready", isReady)
				if took := time.Since(over); took > c.within+2*r.Creating {
					t.Errorf("ready %v after the cause was gone, want at most %v", took, c.within)
				}
			})
		})
	}
}

// Broken by: telling the two limits apart by their code alone.
func TestAFullStreamIsNoThrottle(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		for i := range 20 {
			r.register(fmt.Sprint("consumer-", i))
			time.Sleep(10 * time.Second) // five at once may be CREATING
		}
		c, _ := r.consumer(new(journal))
		if s := r.awaits(c, "unavailable", func(s ConsumerState) bool { return s.Unavailable }); s.Why != hurdleFull.sentence() {
			t.Errorf("%+v", s)
		}
		r.deregister("consumer-7")
		r.awaits(c, "ready", isReady)
	})
}

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

// Broken by: a State that waits for the call that is under way.
func TestTheStateIsToldWhileTheServiceHangs(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		r.Delay("DescribeStreamConsumer", time.Hour, 0, emulator.Times(3))
		c, _ := r.consumer(new(journal))
		time.Sleep(time.Second)
		began := time.Now()
		if s := c.State(); s.Ready || !time.Now().Equal(began) {
			t.Errorf("%+v after %v", s, time.Since(began))
		}
		r.awaits(c, "ready", isReady)
		if took := time.Since(began); took > 10*DefaultAttempt+2*r.Creating {
			t.Errorf("three calls without an answer took %v", took)
		}
	})
}

func TestValidateTellsAllMistakesOfAConsumer(t *testing.T) {
	err := (&Consumer{Name: "not a name", Attempt: -1}).Validate()
	for _, words := range []string{"no Client", "neither ARN nor StreamARN", "Name", "Attempt"} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v does not say %q", err, words)
		}
	}
	if err := (&Consumer{ARN: "arn"}).Validate(); err != nil {
		t.Errorf("an ARN alone: %v", err)
	}
}
