package processor

import (
	"log/slog"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// The events of adapters that deal with failures.

// GaveUp says that Retry gave a record up: its error is Final from here on.
type GaveUp struct {
	Shard    Shard
	Position checkpoint.Position // of the record, or of the first one of a batch that failed as a whole
	Attempts int                 // in this tenure
	Age      time.Duration       // since the record arrived
	Err      error
}

// Isolated says that halving a batch found the record that makes it fail.
type Isolated struct {
	Shard    Shard
	Position checkpoint.Position
	Records  int // of the batch
	Calls    int // that it took, besides the one of the whole batch
	Err      error
}

// DeadLettered says that a sink has a record that was given up: it counts as done.
type DeadLettered struct {
	Shard    Shard
	Position checkpoint.Position
	Attempts int // in this tenure
	Err      error
}

// Filtered says that records were dropped by Filter: they count as done.
type Filtered struct {
	Shard   Shard
	Records int
}

// DeadlinePassed says that a call took longer than Deadline allows. It has returned.
type DeadlinePassed struct {
	Shard Shard
	Call  string // as the method is named
	Limit time.Duration
	Took  time.Duration
	Err   error // what the call returned
}

// What happened, in words.
func (GaveUp) Event() string         { return "record given up" }
func (Isolated) Event() string       { return "poison record found" }
func (DeadLettered) Event() string   { return "record dead-lettered" }
func (Filtered) Event() string       { return "records filtered" }
func (DeadlinePassed) Event() string { return "deadline passed" }

// LogValue is as for Initialized.
func (e GaveUp) LogValue() slog.Value {
	return group(e.Shard, at(e.Position), slog.Int("attempts", e.Attempts), slog.Duration("age", e.Age), because(e.Err))
}

// LogValue is as for Initialized.
func (e Isolated) LogValue() slog.Value {
	return group(e.Shard, at(e.Position), slog.Int("records", e.Records), slog.Int("calls", e.Calls), because(e.Err))
}

// LogValue is as for Initialized.
func (e DeadLettered) LogValue() slog.Value {
	return group(e.Shard, at(e.Position), slog.Int("attempts", e.Attempts), because(e.Err))
}

// LogValue is as for Initialized.
func (e Filtered) LogValue() slog.Value { return group(e.Shard, slog.Int("records", e.Records)) }

// LogValue is as for Initialized.
func (e DeadlinePassed) LogValue() slog.Value {
	return group(e.Shard, slog.String("call", e.Call), slog.Duration("limit", e.Limit), took(e.Took), because(e.Err))
}
