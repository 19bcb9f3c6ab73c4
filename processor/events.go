package processor

import (
	"log/slog"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// An Event is something that happened in a tenure: one small struct each, without payload and
// without partition keys. Errors in it are user code's own words.
type Event interface {
	Event() string // what happened, in words
	LogValue() slog.Value
}

// Initialized says that user code is ready.
type Initialized struct {
	Shard    Shard
	Position checkpoint.Position
	Pending  bool // a two-phase checkpoint was left behind by an earlier tenure
	Took     time.Duration
}

// Processed says that user code is done with records.
type Processed struct {
	Shard   Shard
	Records int
	Bytes   int                 // of their data
	Last    checkpoint.Position // of the last of them
	Behind  time.Duration       // from the tip of the shard, when they were read
	Took    time.Duration       // the call, also where it did not finish all that it was given
}

// Idle says that a read brought nothing new.
type Idle struct {
	Shard  Shard
	Behind time.Duration // more than 0 where the service searches through a gap
}

// BatchFailed says that ProcessRecords did not finish a batch. What is not done comes again.
type BatchFailed struct {
	Shard   Shard
	Attempt int
	Done    int // records of the batch that are done
	Err     error
	Retry   time.Duration // until the next attempt; 0: nothing is left to do
}

// CallFailed says that another call failed, or reading did ("Next").
type CallFailed struct {
	Shard   Shard
	Call    string // as the method is named
	Attempt int
	Err     error
	Retry   time.Duration // until it is made again; 0: it is not
}

// Panicked says that user code panicked. What the call was for counts as failed.
type Panicked struct {
	Shard Shard
	Call  string
	Err   error
	Stack []byte
}

// Slow says that a call is taking long. The shard waits for it, however long it takes.
type Slow struct {
	Shard Shard
	Call  string
	For   time.Duration
	Cause error // why the call's context ended, nil: it did not; user code ignores it then
}

// ShardEndRefused says that ShardEnded did not checkpoint, where that is left to user code. It is
// called again: until it checkpoints, the children wait.
type ShardEndRefused struct {
	Shard   Shard
	Attempt int
	Retry   time.Duration
}

// Checkpointed says that a checkpoint of user code is stored.
type Checkpointed struct {
	Shard    Shard
	Position checkpoint.Position
	Prepared bool // it was the first phase of two
	Took     time.Duration
}

// Paused says that reading was stopped from outside; the lease is kept.
type Paused struct{ Shard Shard }

// Resumed says that reading goes on after Paused.
type Resumed struct{ Shard Shard }

// Halted says that an error of user code stopped the shard where it stands: Final without anyone who
// takes the record away, HaltShard, or StopWorker. The lease is kept.
type Halted struct {
	Shard Shard
	Err   error
}

// TenureOver says that no more calls come.
type TenureOver struct {
	Shard    Shard
	How      How
	Position checkpoint.Position
	Cause    error
}

// What happened, in words.
func (Initialized) Event() string     { return "initialized" }
func (Processed) Event() string       { return "processed" }
func (Idle) Event() string            { return "idle" }
func (BatchFailed) Event() string     { return "batch failed" }
func (CallFailed) Event() string      { return "call failed" }
func (Panicked) Event() string        { return "user code panicked" }
func (Slow) Event() string            { return "slow call" }
func (ShardEndRefused) Event() string { return "end of shard not checkpointed" }
func (Checkpointed) Event() string    { return "checkpointed" }
func (Paused) Event() string          { return "paused" }
func (Resumed) Event() string         { return "resumed" }
func (Halted) Event() string          { return "shard halted" }
func (TenureOver) Event() string      { return "tenure over" }
