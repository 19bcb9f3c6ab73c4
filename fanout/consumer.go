package fanout

// The consumer of enhanced fan-out, as those see it who subscribe with it: its state, at once.
// How it comes about, and every wait, is in consumer_run.go; what follows from each answer is in
// consumer_registration.go.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// A ConsumerAPI is what a Consumer calls of a *kinesis.Client.
type ConsumerAPI interface {
	DescribeStreamConsumer(context.Context, *kinesis.DescribeStreamConsumerInput, ...func(*kinesis.Options)) (*kinesis.DescribeStreamConsumerOutput, error)
	RegisterStreamConsumer(context.Context, *kinesis.RegisterStreamConsumerInput, ...func(*kinesis.Options)) (*kinesis.RegisterStreamConsumerOutput, error)
	DeregisterStreamConsumer(context.Context, *kinesis.DeregisterStreamConsumerInput, ...func(*kinesis.Options)) (*kinesis.DeregisterStreamConsumerOutput, error)
}

// A Consumer is the registration of an application for enhanced fan-out of one stream: what
// subscriptions to all its shards are made with, by all workers. It is filled in, Run by one
// goroutine, and asked by any number of them; nobody who asks waits for the service.
//
// A worker asks the service once for a consumer that is there, and then not again until Verify.
// Of a fleet that finds it missing one worker's registration counts, and the others see it.
//
// What is not promised: that it stays. Somebody may deregister it, or delete the stream. A
// subscription is then told ResourceNotFound; Verify has it looked at again, and a consumer that is
// gone is registered anew, under another ARN.
type Consumer struct {
	Client ConsumerAPI

	// StreamARN and Name name the consumer. It is registered under Name if it is missing.
	StreamARN string
	Name      string

	// ARN names a consumer that somebody else registered, maybe of another account, in place of
	// the above. Reading with it may be all that is allowed, so the service is never asked about it:
	// it counts as ready, and is never registered or deregistered.
	ARN string

	Attempt time.Duration // bound of one call, a sixth of the failover time; 1.67 s

	// Observe is called for each event, from the goroutine that is in Run or Deregister.
	Observe func(Event)

	mu struct {
		sync.Mutex
		registration registration
		changed      chan struct{} // closed, and made anew, with each look; nil: the Consumer was not used yet
		wake         chan struct{} // of one: a look is wanted
	}
}

// ConsumerState is what is known of a consumer.
type ConsumerState struct {
	ARN   string // "": not known, or missing
	Ready bool   // it can be subscribed with
	Again bool   // it was lost before: gone, or registered anew under another ARN

	// Unavailable says that it cannot be had as things are: a right, a place among the stream's
	// consumers, or an endpoint with fan-out is missing. Without it, what is not ready is on its way.
	Unavailable bool
	Why         string // in a sentence, for people: why it is not ready, or is in doubt; "" if neither
	Err         error  // of the last call; nil: it was answered

	Since   time.Time // since when it is ready, or is not; zero: it was never looked for
	Looked  time.Time // when the last look began that was answered; zero: none was
	Doubted time.Time // when Verify was called last; zero: never
}

// State is what is known of the consumer now. It never waits for the service.
func (c *Consumer) State() ConsumerState {
	defer c.locked()()
	return c.mu.registration.state
}

// Changed is closed with the next look at the consumer, whatever it shows. Take it before State.
func (c *Consumer) Changed() <-chan struct{} {
	defer c.locked()()
	return c.mu.changed
}

var consumerName = regexp.MustCompile(`^[a-zA-Z0-9_.-]{1,128}$`)

// Validate reports all mistakes at once.
func (c *Consumer) Validate() error {
	var errs []error
	if c.Client == nil && c.ARN == "" {
		errs = append(errs, errors.New("fanout: consumer: no Client"))
	}
	if c.ARN == "" && c.StreamARN == "" {
		errs = append(errs, errors.New("fanout: consumer: neither ARN nor StreamARN"))
	}
	if c.ARN == "" && !consumerName.MatchString(c.Name) {
		errs = append(errs, fmt.Errorf("fanout: consumer: Name %q is not 1 to 128 letters, digits, dots, dashes and underscores", c.Name))
	}
	if c.Attempt < 0 {
		errs = append(errs, errors.New("fanout: consumer: Attempt is negative"))
	}
	return errors.Join(errs...)
}

func (c *Consumer) attempt() time.Duration { return cmp.Or(c.Attempt, DefaultAttempt) }

func (c *Consumer) observe(events ...Event) {
	if c.Observe == nil {
		return
	}
	for _, e := range events {
		c.Observe(e)
	}
}
