package fanout

// What can be observed of enhanced fan-out: the consumer that everything hangs on, subscriptions,
// and the changes between polling and fan-out.

import (
	"log/slog"
	"slices"
	"time"
)

// ConsumerRegistered says that this worker registered the consumer: it was missing. From now on the
// service charges for it. Of a fleet that starts together, one worker says so.
type ConsumerRegistered struct {
	Consumer string // its name
	ARN      string
}

// ConsumerReady says that the consumer can be subscribed with. It comes once for each registration
// of it that this worker sees, after which nobody asks for it any more.
type ConsumerReady struct {
	ARN   string
	After time.Duration // since it was looked for, or lost
}

// ConsumerUnavailable says that the consumer cannot be had, or is gone, and that it is tried again.
// Err names what is missing: a right, a place among the stream's consumers, an endpoint that knows
// of fan-out. While it lasts, Automatic polls and FanOut waits.
type ConsumerUnavailable struct {
	Consumer string // its name
	Err      error
	Retry    time.Duration // after which it is tried again
}

// ConsumerDeregistered says that this worker removed the consumer, as it was told to. The service
// charges no longer for it.
type ConsumerDeregistered struct {
	Consumer string // its name
}

// Subscribed says that the service pushes the shard's records to this worker now.
type Subscribed struct {
	Shard   string
	Renewal bool // of a subscription that gave events before: the service ends each after five minutes
}

// SubscriptionFailed says that a subscription was refused or broke, and what comes next: another
// one, or polling.
type SubscriptionFailed struct {
	Shard     string
	Reason    string // one of Reasons
	Err       error
	Retry     time.Duration // after which it is tried again
	FallsBack bool          // in automatic mode the shard is polled meanwhile
}

// Reasons are all those for which a subscription fails, as SubscriptionFailed names them: what a count
// by reason needs to begin at zero.
func Reasons() []string { return slices.Clone(endingNames[ended+1:]) }

// TakenOver is the reason of a subscription that another one of the same consumer ended, by beginning
// later. Again and again, it means that somebody else uses the consumer.
const TakenOver = "taken over"

// RetrievalChanged says that a shard's records, which were read, come another way from here on. None is lost,
// repeated or out of order by it.
type RetrievalChanged struct {
	Shard    string
	From, To Mode // Polling or FanOut
	Why      string
}

// Event names what happened.
func (ConsumerRegistered) Event() string   { return "consumer registered" }
func (ConsumerReady) Event() string        { return "consumer ready" }
func (ConsumerUnavailable) Event() string  { return "consumer unavailable" }
func (ConsumerDeregistered) Event() string { return "consumer deregistered" }
func (Subscribed) Event() string           { return "subscribed" }
func (SubscriptionFailed) Event() string   { return "subscription failed" }
func (RetrievalChanged) Event() string     { return "retrieval changed" }

// LogValue gives the details.
func (e ConsumerRegistered) LogValue() slog.Value {
	return slog.GroupValue(slog.String("consumer", e.Consumer), slog.String("arn", e.ARN))
}

// LogValue gives the details.
func (e ConsumerReady) LogValue() slog.Value {
	return slog.GroupValue(slog.String("arn", e.ARN), slog.Duration("after", e.After))
}

// LogValue gives the details.
func (e ConsumerUnavailable) LogValue() slog.Value {
	return slog.GroupValue(slog.String("consumer", e.Consumer), slog.Any("error", e.Err), slog.Duration("retry", e.Retry))
}

// LogValue gives the details.
func (e ConsumerDeregistered) LogValue() slog.Value {
	return slog.GroupValue(slog.String("consumer", e.Consumer))
}

// LogValue gives the details.
func (e Subscribed) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Bool("renewal", e.Renewal))
}

// LogValue gives the details.
func (e SubscriptionFailed) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.String("reason", e.Reason),
		slog.Any("error", e.Err), slog.Duration("retry", e.Retry), slog.Bool("falls_back", e.FallsBack))
}

// LogValue gives the details.
func (e RetrievalChanged) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.String("from", e.From.String()),
		slog.String("to", e.To.String()), slog.String("why", e.Why))
}
