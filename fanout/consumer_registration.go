package fanout

// What is known of a consumer, as a value, and what to ask next: the life of a registration.

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// A consumerAsk is a call about the consumer.
type consumerAsk int

const (
	askDescribe consumerAsk = iota // first: it has a generous limit, 20 calls a second and stream (service limit)
	askRegister                    // only of what is missing: 5 calls a second and account (service limit)
	askNothing                     // what is known holds until Verify
	askDeregister
)

var consumerActions = [...]string{"kinesis:DescribeStreamConsumer", "kinesis:RegisterStreamConsumer", "", "kinesis:DeregisterStreamConsumer"}

// action is what a policy must allow for the call.
func (a consumerAsk) action() string { return consumerActions[a] }

// A consumerStep is the next call, and when it may begin.
type consumerStep struct {
	ask consumerAsk
	at  time.Time
}

// A consumerReply is how a call went.
type consumerReply struct {
	ask    consumerAsk
	arn    string
	status types.ConsumerStatus
	err    error
	began  time.Time
}

// A registration is what one worker knows of the consumer. The zero value looks for it at once.
type registration struct {
	state  ConsumerState
	step   consumerStep
	hurdle hurdle // of the last calls
	streak int    // of that hurdle
	looks  int    // in a row that showed a consumer on its way
}

// How often a consumer is looked at that is CREATING or DELETING, which takes the service some
// seconds; a fleet of a hundred workers stays within the limit of DescribeStreamConsumer.
const (
	lookFirst = time.Second
	lookMost  = 5 * time.Second
	// leastBetweenLooks keeps Verify from costing a call for each shard: all are told at once that
	// the consumer is gone.
	leastBetweenLooks = time.Second
)

// newRegistration is the beginning: of a consumer given by ARN, there is nothing to ask.
func newRegistration(arn string, now time.Time) registration {
	if arn == "" {
		return registration{state: ConsumerState{Why: "the consumer was not looked for yet"}}
	}
	return registration{state: ConsumerState{ARN: arn, Ready: true, Since: now}, step: consumerStep{ask: askNothing}}
}

// deregistered is the registration after it was removed: whoever runs it again looks again.
func deregistered(now time.Time) registration {
	return registration{state: ConsumerState{Why: "this worker deregistered the consumer", Again: true, Since: now}}
}

// next is the registration after a reply. Random (0 to 1) takes up to half of a pause away, so
// that workers that failed together do not come back together.
func (r registration) next(a consumerReply, now time.Time, random float64) registration {
	h := hurdleOf(a.err)
	switch {
	case h == hurdleMissing && a.ask == askDescribe:
		return r.missing(a, now)
	case h != noHurdle:
		return r.hindered(h, a, now, random)
	case a.status == types.ConsumerStatusActive:
		return r.active(a, now)
	default:
		return r.coming(a, now, random)
	}
}

// active is the end of asking, unless somebody doubted meanwhile.
func (r registration) active(a consumerReply, now time.Time) registration {
	s := ConsumerState{ARN: a.arn, Ready: true, Again: r.state.Again, Since: r.state.Since, Looked: a.began, Doubted: r.state.Doubted}
	switch {
	case !r.state.Ready:
		s.Since = now
	case r.state.ARN != a.arn:
		s.Since, s.Again = now, true
	}
	next := registration{state: s, step: consumerStep{ask: askNothing}}
	if s.Doubted.After(a.began) {
		next.step = consumerStep{askDescribe, a.began.Add(leastBetweenLooks)}
	}
	return next
}

// coming is a consumer that is CREATING, to be waited for, or DELETING, to be waited for as well:
// its name is free for another registration only when it is gone.
func (r registration) coming(a consumerReply, now time.Time, random float64) registration {
	next := r.notReady(a, now)
	next.hurdle, next.streak = noHurdle, 0
	next.looks++
	next.state.ARN = a.arn
	next.state.Why = fmt.Sprintf("the consumer is %s", a.status)
	next.step = consumerStep{askDescribe, now.Add(lessened(doubled(lookFirst, lookMost, next.looks), random))}
	return next
}

// missing is a consumer that is to be registered. The streak of refusals goes on: a stream that is
// not there shows a missing consumer each time.
func (r registration) missing(a consumerReply, now time.Time) registration {
	next := r.notReady(a, now)
	next.looks = 0
	if !next.state.Unavailable {
		next.state.Why = "the consumer is not registered"
	} else {
		next.state.Why = r.state.Why // it still is, until a registration succeeds
	}
	next.step = consumerStep{askRegister, now}
	return next
}

// notReady is what an answer leaves of the state that shows no ACTIVE consumer.
func (r registration) notReady(a consumerReply, now time.Time) registration {
	s := ConsumerState{Again: r.state.Again || r.state.Ready, Since: r.state.Since, Looked: a.began, Doubted: r.state.Doubted}
	if r.state.Ready || s.Since.IsZero() {
		s.Since = now
	}
	if a.err != nil { // missing, as it was when it could not be registered
		s.Unavailable, s.Err = r.state.Unavailable, r.state.Err
	}
	r.state = s
	return r
}

// hindered is the registration after a call that was refused or lost. What was ready stays so:
// only an answer shows that a consumer is gone. After each refusal it is looked for again, never
// just registered again: another worker may have done it, or an answer was lost.
func (r registration) hindered(h hurdle, a consumerReply, now time.Time, random float64) registration {
	if r.hurdle != h {
		r.streak = 0
	}
	r.hurdle = h
	r.streak++
	r.state.Err, r.state.Why = a.err, h.sentence()
	r.state.Unavailable = !r.state.Ready && !h.passes()
	if r.state.Since.IsZero() {
		r.state.Since = now
	}
	r.step = consumerStep{askDescribe, now.Add(h.pause(r.streak, random))}
	return r
}

// verified is the registration after a doubt. What is not ready is looked at anyway.
func (r registration) verified(now time.Time) registration {
	r.state.Doubted = now
	if !r.state.Ready || r.step.ask != askNothing {
		return r
	}
	if r.state.Looked.IsZero() { // given by ARN: nothing may be asked
		r.state.Why = "a subscription was told that consumer or shard do not exist; the consumer was given by ARN, and is not looked at"
		return r
	}
	r.step = consumerStep{askDescribe, latest(now, r.state.Looked.Add(leastBetweenLooks))}
	return r
}
