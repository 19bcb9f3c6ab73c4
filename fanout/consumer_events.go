package fanout

// What a transition of a registration tells those who observe.

import (
	"errors"
	"time"
)

// errConsumerGone is what a look found where a consumer had been.
var errConsumerGone = errors.New("fanout: the consumer was deregistered, or its stream deleted")

// consumerEvents is what a transition tells.
func consumerEvents(name string, before, after registration, a consumerReply, now time.Time) []Event {
	var events []Event
	if a.ask == askRegister && a.err == nil {
		events = append(events, ConsumerRegistered{Consumer: name, ARN: a.arn})
	}
	retry := max(after.step.at.Sub(now), 0)
	lost := before.state.Ready && before.state.ARN != after.state.ARN || before.state.Ready && !after.state.Ready
	if lost {
		events = append(events, ConsumerUnavailable{Consumer: name, Err: errConsumerGone, Retry: retry})
	}
	if after.streak > 0 && after.hurdle.told(after.streak) && a.err != nil && after.step.ask == askDescribe {
		events = append(events, ConsumerUnavailable{Consumer: name, Err: a.err, Retry: retry})
	}
	if after.state.Ready && (!before.state.Ready || lost) {
		events = append(events, ConsumerReady{ARN: after.state.ARN, After: a.waited(before, now)})
	}
	return events
}

// waited is since when the consumer was not ready, or this call began.
func (a consumerReply) waited(before registration, now time.Time) time.Duration {
	if before.state.Since.IsZero() || before.state.Ready {
		return now.Sub(a.began)
	}
	return now.Sub(before.state.Since)
}
