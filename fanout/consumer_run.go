package fanout

// The shell around a registration: the goroutine that waits for the step that is due and makes its
// call, and those who disturb it. Which step that is, registration says.

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/internal/pause"
)

// Run looks for the consumer, registers it if it is missing, waits until it is ACTIVE, and looks
// again whenever Verify asks for it. It tries for as long as ctx runs and returns nil when ctx is
// done. It may be run again afterwards, and goes on from what is known; not twice at once.
func (c *Consumer) Run(ctx context.Context) error {
	for c.waitForStep(ctx) {
		c.take(ctx)
	}
	return nil
}

// Verify has the consumer looked at again, soon: call it when a subscription was told that
// consumer or shard do not exist. Many calls make one look. State.Looked tells when it was
// answered; until then the consumer counts as what it was. One given by ARN is only marked as
// doubted, since it may not be allowed to look.
func (c *Consumer) Verify() {
	defer c.locked()()
	c.mu.registration = c.mu.registration.verified(time.Now())
	signal(c.mu.wake)
	if c.ARN != "" {
		c.changedNow()
	}
}

// waitForStep waits until a call is due, and tells whether ctx still runs.
func (c *Consumer) waitForStep(ctx context.Context) bool {
	for ctx.Err() == nil {
		s, wake := c.due()
		if s.ask != askNothing && !time.Now().Before(s.at) {
			return true
		}
		var due <-chan time.Time
		if s.ask != askNothing {
			due = time.After(time.Until(s.at))
		}
		select {
		case <-due:
		case <-wake:
		case <-ctx.Done():
		}
	}
	return false
}

func (c *Consumer) due() (consumerStep, <-chan struct{}) {
	defer c.locked()()
	return c.mu.registration.step, c.mu.wake
}

// take makes the call that is due, and the transition that follows from its answer.
func (c *Consumer) take(ctx context.Context) {
	s, _ := c.due()
	a := c.call(ctx, s.ask)
	if ctx.Err() != nil && a.err != nil {
		return // a call that was cut short is no failure
	}
	now, random := time.Now(), rand.Float64()
	before, after := c.transition(func(r registration) registration { return r.next(a, now, random) })
	c.observe(consumerEvents(c.Name, before, after, a, now)...)
}

// transition changes what is known, and tells who waits for it.
func (c *Consumer) transition(next func(registration) registration) (before, after registration) {
	defer c.locked()()
	before = c.mu.registration
	after = next(before)
	c.mu.registration = after
	c.changedNow()
	return before, after
}

// changedNow wakes who waits for Changed. The lock is held.
func (c *Consumer) changedNow() {
	close(c.mu.changed)
	c.mu.changed = make(chan struct{})
}

// locked locks, begins what was not begun, and gives the unlocking.
func (c *Consumer) locked() (unlock func()) {
	c.mu.Lock()
	if c.mu.changed == nil {
		c.mu.changed, c.mu.wake = make(chan struct{}), make(chan struct{}, 1)
		c.mu.registration = newRegistration(c.ARN, time.Now())
	}
	return c.mu.Unlock
}

// call asks the service, once.
func (c *Consumer) call(ctx context.Context, what consumerAsk) consumerReply {
	ctx, cancel := context.WithTimeoutCause(ctx, c.attempt(), errOvertime)
	defer cancel()
	a := consumerReply{ask: what, began: time.Now()}
	if what == askRegister {
		a.arn, a.status, a.err = c.register(ctx)
	} else {
		a.arn, a.status, a.err = c.describe(ctx)
	}
	if a.err != nil {
		a.err = consumerError(what, c.Name, c.StreamARN, overtime(ctx, a.err, c.attempt()))
	}
	return a
}

func (c *Consumer) describe(ctx context.Context) (arn string, status types.ConsumerStatus, err error) {
	out, err := c.Client.DescribeStreamConsumer(ctx, &kinesis.DescribeStreamConsumerInput{StreamARN: &c.StreamARN, ConsumerName: &c.Name}, onlyOnce)
	if err != nil {
		return "", "", err
	}
	if out.ConsumerDescription == nil {
		return "", "", errNoConsumerInAnswer
	}
	return aws.ToString(out.ConsumerDescription.ConsumerARN), out.ConsumerDescription.ConsumerStatus, nil
}

func (c *Consumer) register(ctx context.Context) (arn string, status types.ConsumerStatus, err error) {
	out, err := c.Client.RegisterStreamConsumer(ctx, &kinesis.RegisterStreamConsumerInput{StreamARN: &c.StreamARN, ConsumerName: &c.Name}, onlyOnce)
	if err != nil {
		return "", "", err
	}
	if out.Consumer == nil {
		return "", "", errNoConsumerInAnswer
	}
	return aws.ToString(out.Consumer.ConsumerARN), out.Consumer.ConsumerStatus, nil
}

var (
	errNoConsumerInAnswer = errors.New("an answer without a consumer")
	errConsumerGiven      = errors.New("it was given by its ARN, and is for whoever registered it to remove")
)

// Deregister removes the consumer, for which the service charges while it is there; every
// subscription with it ends. Call it after Run has returned. It removes the registration that
// this Consumer knows of, if any, and not one that was made since: a worker that starts meanwhile
// sees this one go, and registers anew. One that is gone already is no error; one given by ARN is
// never removed. A call that fails for a reason that passes is repeated until ctx is done.
func (c *Consumer) Deregister(ctx context.Context) error {
	if c.ARN != "" {
		return fmt.Errorf("fanout: deregister consumer %s: %w", c.ARN, errConsumerGiven)
	}
	for streak := 1; ; streak++ {
		err := c.deregister(ctx)
		h := hurdleOf(err)
		switch {
		case err == nil:
			c.transition(func(registration) registration { return deregistered(time.Now()) })
			c.observe(ConsumerDeregistered{Consumer: c.Name})
			return nil
		case h == hurdleMissing:
			c.transition(func(registration) registration { return deregistered(time.Now()) })
			return nil
		}
		err = consumerError(askDeregister, c.Name, c.StreamARN, err)
		if !h.passes() || pause.For(ctx, h.pause(streak, rand.Float64())) != nil {
			return err
		}
	}
}

func (c *Consumer) deregister(ctx context.Context) error {
	in := &kinesis.DeregisterStreamConsumerInput{StreamARN: &c.StreamARN, ConsumerName: &c.Name}
	if arn := c.State().ARN; arn != "" {
		in = &kinesis.DeregisterStreamConsumerInput{ConsumerARN: &arn}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.attempt(), errOvertime)
	defer cancel()
	_, err := c.Client.DeregisterStreamConsumer(ctx, in, onlyOnce)
	return overtime(ctx, err, c.attempt())
}
