package fanout

// What can be observed of retrieval. No event bears a record.

import (
	"log/slog"
	"time"
)

// An Event is something that happened to the reading of a shard. Event is what it is called in
// logs, LogValue its details.
type Event interface {
	Event() string
	slog.LogValuer
}

// Fetched is one answered call.
type Fetched struct {
	Shard   string
	Records int           // that were not fetched before
	Bytes   int           // of data and partition keys, as the service counts them
	Behind  time.Duration // from the tip of the shard
	Took    time.Duration
}

// Throttled says that the readers of the shard together asked for more than the service allows.
// Alone, a reader never does: another application reads the shard by polling.
type Throttled struct {
	Shard string
	Retry time.Duration // after which it is tried again
}

// IteratorExpired says that more than five minutes passed between two calls. Reading goes on
// behind the last record that was fetched.
type IteratorExpired struct {
	Shard string
	Retry time.Duration // after which it is tried again
}

// NotFound says that the service knows no such shard or stream, which proves nothing: one that is
// new may not be visible yet. Status says since when.
type NotFound struct {
	Shard string
	Err   error
	Retry time.Duration // after which it is tried again
}

// ReadFailed says that a call failed and is tried again: network, server, credentials, a right
// that is missing, a key of KMS.
type ReadFailed struct {
	Shard string
	Err   error
	Retry time.Duration // after which it is tried again
}

// Recovered is the first answer after failures.
type Recovered struct {
	Shard string
	After time.Duration // the first failure
}

// BacklogExpired says that the stream no longer keeps what arrived between From and To and was not
// fetched: records of that span, if there were any, are lost. Reading goes on at the oldest record
// that is kept. It comes once for each such span.
type BacklogExpired struct {
	Shard    string
	From, To time.Time
}

// EncodingChanged says that the endpoint refused what pages were asked for in, and answers in the
// other: JSON costs several times the CPU, and nothing else. It comes once, not for each shard.
type EncodingChanged struct {
	Shard string // whose call was answered first
	JSON  bool   // asked for in JSON from now on; otherwise in CBOR again
	Err   error  // the refusal
}

// Event names what happened.
func (Fetched) Event() string         { return "records fetched" }
func (Throttled) Event() string       { return "read throttled" }
func (IteratorExpired) Event() string { return "iterator expired" }
func (NotFound) Event() string        { return "shard not found" }
func (ReadFailed) Event() string      { return "read failed" }
func (Recovered) Event() string       { return "reading again" }
func (BacklogExpired) Event() string  { return "backlog expired" }
func (EncodingChanged) Event() string { return "encoding changed" }

// LogValue gives the details.
func (e Fetched) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Int("records", e.Records), slog.Int("bytes", e.Bytes),
		slog.Duration("behind", e.Behind), slog.Duration("took", e.Took))
}

// LogValue gives the details.
func (e Throttled) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Duration("retry", e.Retry))
}

// LogValue gives the details.
func (e IteratorExpired) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Duration("retry", e.Retry))
}

// LogValue gives the details.
func (e NotFound) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Any("error", e.Err), slog.Duration("retry", e.Retry))
}

// LogValue gives the details.
func (e ReadFailed) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Any("error", e.Err), slog.Duration("retry", e.Retry))
}

// LogValue gives the details.
func (e Recovered) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Duration("after", e.After))
}

// LogValue gives the details.
func (e BacklogExpired) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Shard), slog.Time("from", e.From), slog.Time("to", e.To))
}

// LogValue gives the details.
func (e EncodingChanged) LogValue() slog.Value {
	to := "CBOR"
	if e.JSON {
		to = "JSON"
	}
	return slog.GroupValue(slog.String("shard", e.Shard), slog.String("encoding", to), slog.Any("error", e.Err))
}

// failure is the event of a call that went so.
func failure(shard string, o outcome, err error, retry time.Duration) Event {
	switch o {
	case throttled:
		return Throttled{shard, retry}
	case iteratorExpired:
		return IteratorExpired{shard, retry}
	case notFound:
		return NotFound{shard, err, retry}
	default:
		return ReadFailed{shard, err, retry}
	}
}
