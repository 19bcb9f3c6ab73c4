package fanout

// What the tests of consumers share: a stream with strict limits, whose consumers take their time, and
// a tally of the calls.

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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
	_, err := r.backstage().DeregisterStreamConsumer(r.t.Context(), &kinesis.DeregisterStreamConsumerInput{StreamARN: new(ordersARN), ConsumerName: &name})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *registry) register(name string) {
	r.t.Helper()
	_, err := r.backstage().RegisterStreamConsumer(r.t.Context(), &kinesis.RegisterStreamConsumerInput{StreamARN: new(ordersARN), ConsumerName: &name})
	if err != nil {
		r.t.Fatal(err)
	}
}

func inRegistry(t *testing.T, body func(*testing.T, *registry)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { body(t, newRegistry(t)) })
}
