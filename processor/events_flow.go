package processor

import (
	"log/slog"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// The events of adapters that gather, spread and slow down: Parallel, Window, RateLimit, CircuitBreaker.

// RecordFailed says that a record failed in its lane of Parallel, or a window did at its first record.
// It is tried again, while others go on.
type RecordFailed struct {
	Shard    Shard
	Position checkpoint.Position
	Attempt  int
	Err      error
	Retry    time.Duration // until the next attempt; 0 with a verdict in Err: the shard halts
}

// RateLimited says that RateLimit held records back.
type RateLimited struct {
	Shard   Shard
	Records int
	Wait    time.Duration
}

// CircuitOpened says that CircuitBreaker calls user code no more until the pause is over.
type CircuitOpened struct {
	Shard Shard
	Pause time.Duration
	Err   error // what failed last
}

// CircuitClosed says that user code succeeded after a pause of CircuitBreaker, and gets all again.
type CircuitClosed struct{ Shard Shard }

// What happened, in words.
func (RecordFailed) Event() string  { return "record failed" }
func (RateLimited) Event() string   { return "rate limited" }
func (CircuitOpened) Event() string { return "circuit opened" }
func (CircuitClosed) Event() string { return "circuit closed" }

// LogValue is as for Initialized.
func (e RecordFailed) LogValue() slog.Value {
	return group(e.Shard, at(e.Position), attempt(e.Attempt), because(e.Err), again(e.Retry))
}

// LogValue is as for Initialized.
func (e RateLimited) LogValue() slog.Value {
	return group(e.Shard, slog.Int("records", e.Records), slog.Duration("wait", e.Wait))
}

// LogValue is as for Initialized.
func (e CircuitOpened) LogValue() slog.Value {
	return group(e.Shard, slog.Duration("pause", e.Pause), because(e.Err))
}

// LogValue is as for Initialized.
func (e CircuitClosed) LogValue() slog.Value { return group(e.Shard) }
