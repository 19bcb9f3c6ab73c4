package fanout

// The life of a registration that somebody doubts: it stays what it was until a look says otherwise.

import (
	"errors"
	"testing"
	"time"
)

// Broken by: a Verify that makes the consumer unready, or that a failed look answers.
func TestADoubtLeavesTheConsumerReadyUntilItIsAnswered(t *testing.T) {
	c := newTale()
	c.hears(consumerIs("a:1", "ACTIVE"))
	c.now = c.now.Add(time.Hour)
	since := c.state.Since
	for range 100 {
		c.registration = c.verified(c.now)
	}
	if c.due() != "describe in 0s" || !c.state.Ready {
		t.Fatalf("after Verify: %s, %+v", c.due(), c.state)
	}
	for _, a := range []consumerReply{tooManyCalls, consumerRefused("AccessDeniedException", ""), {err: errors.New("reset")}} {
		if c.hears(a); !c.state.Ready || c.state.ARN != "a:1" || c.state.Unavailable || !c.state.Looked.Before(c.state.Doubted) {
			t.Errorf("after %v: %+v", a.err, c.state)
		}
		due := c.due()
		if c.registration = c.verified(c.now); c.due() != due {
			t.Errorf("a doubt hastens the next look from %s to %s", due, c.due())
		}
	}
	c.hears(consumerIs("a:1", "ACTIVE"))
	if c.due() != "nothing" || c.state.Again || c.state.Since != since || c.state.Looked.Before(c.state.Doubted) {
		t.Errorf("after the answer: %s, %+v", c.due(), c.state)
	}
	if c.registration = c.verified(c.now); c.due() != "describe in 1s" {
		t.Errorf("a doubt right behind a look: %s, want a second between looks", c.due())
	}
}

// Broken by: the doubt that is forgotten while a look is under way.
func TestADoubtThatComesDuringALookHasItLookedAtAgain(t *testing.T) {
	c := newTale()
	c.hears(consumerIs("a:1", "ACTIVE"))
	c.registration = c.verified(c.now.Add(time.Minute))
	c.now = c.step.at
	a := consumerIs("a:1", "ACTIVE")
	a.began = c.now
	c.registration = c.verified(c.now.Add(time.Second)).next(a, c.now.Add(2*time.Second), 0)
	if c.step.ask != askDescribe {
		t.Errorf("%s, want another look", c.due())
	}
}

// Broken by: an Again that only a missing consumer sets; a Since that stays.
func TestAConsumerThatIsGoneIsRegisteredAnewAndSaysSo(t *testing.T) {
	for name, story := range map[string][]consumerReply{
		"gone":                        {noConsumer, consumerIs("a:2", "CREATING"), consumerIs("a:2", "ACTIVE")},
		"DELETING":                    {consumerIs("a:1", "DELETING"), noConsumer, consumerIs("a:2", "ACTIVE")},
		"registered anew by somebody": {consumerIs("a:2", "ACTIVE")},
	} {
		c := newTale()
		c.hears(consumerIs("a:1", "ACTIVE"))
		c.now = c.now.Add(time.Hour)
		c.registration = c.verified(c.now)
		var names []string
		for _, a := range story {
			for _, e := range c.hears(a) {
				names = append(names, e.Event())
			}
		}
		if s := c.state; !s.Ready || !s.Again || s.ARN != "a:2" || s.Since != c.now {
			t.Errorf("%s: %+v", name, s)
		}
		if names[0] != "consumer unavailable" || names[len(names)-1] != "consumer ready" {
			t.Errorf("%s: events %v", name, names)
		}
	}
}

// Broken by: a step other than askNothing.
func TestAConsumerGivenByARNIsNeverAskedFor(t *testing.T) {
	r := newRegistration("arn:aws:kinesis:us-east-1:222222222222:stream/orders/consumer/billing:1", time.Unix(1, 0))
	r = r.verified(time.Unix(2, 0))
	if r.step.ask != askNothing || !r.state.Ready || r.state.Why == "" || r.state.Doubted != time.Unix(2, 0) {
		t.Errorf("%+v, %+v", r.step, r.state)
	}
}
