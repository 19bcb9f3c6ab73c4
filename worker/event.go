package worker

import (
	"log/slog"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
)

// An Event is something that happened. Each is a small struct in the package that knows of it:
// lease.Taken, shardsync.Created, processor.BatchFailed, fanout.Throttled, and those below.
// Switch on the type to act on one; Event is its name in logs and LogValue its details. No event
// bears a payload or a partition key.
type Event interface {
	Event() string
	slog.LogValuer
}

// Started says that the first pass is done: the table is there, and what could be taken is.
type Started struct {
	Worker string
	Stream string
	Leases int
	After  time.Duration
}

// Stopped ends Run.
type Stopped struct {
	Worker string
	Err    error // nil after a graceful stop
}

// ServiceFailed says that a call to Kinesis failed and will be repeated.
type ServiceFailed struct {
	Doing string
	Err   error
}

// ShardExpired says that the service no longer keeps a shard that was not read to its end: what
// arrived in it after Done is lost. Its children start now.
type ShardExpired struct {
	Key  lease.Key
	Done time.Time // up to which everything was done; zero: unknown
}

// TableCreated says that the lease table was missing and is there now.
type TableCreated struct{ Table string }

// Event names what happened.
func (Started) Event() string       { return "worker started" }
func (Stopped) Event() string       { return "worker stopped" }
func (ServiceFailed) Event() string { return "Kinesis failed" }
func (ShardExpired) Event() string  { return "shard expired unread" }
func (TableCreated) Event() string  { return "lease table created" }

// LogValue gives the details.
func (e Started) LogValue() slog.Value {
	return slog.GroupValue(slog.String("worker", e.Worker), slog.String("stream", e.Stream),
		slog.Int("leases", e.Leases), slog.Duration("after", e.After))
}

// LogValue gives the details.
func (e Stopped) LogValue() slog.Value {
	return slog.GroupValue(slog.String("worker", e.Worker), slog.Any("error", e.Err))
}

// LogValue gives the details.
func (e ServiceFailed) LogValue() slog.Value {
	return slog.GroupValue(slog.String("doing", e.Doing), slog.Any("error", e.Err))
}

// LogValue gives the details.
func (e ShardExpired) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shard", e.Key.String()), slog.Time("done", e.Done))
}

// LogValue gives the details.
func (e TableCreated) LogValue() slog.Value {
	return slog.GroupValue(slog.String("table", e.Table))
}

func (r *run) emit(e Event) {
	for _, observe := range r.observe {
		observe(e)
	}
}
