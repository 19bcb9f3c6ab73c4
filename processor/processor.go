package processor

import (
	"context"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A Factory makes one processor per tenure of a shard. Func and Each return one, a method value
// is one, adapters are func(Factory) Factory. One value shared by all shards would be a data race
// waiting to happen.
type Factory func(Shard) RecordProcessor

// A RecordProcessor is user code for one tenure of one shard: KCL's five calls. Calls of one
// shard are serial; different shards run at once. The last call of a tenure is ShardEnded; or
// ShutdownRequested, then LeaseLost; or LeaseLost alone: LeaseLost comes exactly once unless the
// shard ended.
//
// The context of every call but LeaseLost's is cancelled with cause lease.ErrLost when the lease
// may no longer be relied on, and not by the end of Run's context: a stop ends reading, not a
// transaction under way.
type RecordProcessor interface {
	// Initialize comes first. An error repeats it, with backoff.
	Initialize(ctx context.Context, in *Start) error
	// ProcessRecords gets the next records in order. Nil: all are done (or taken over: see Later).
	// FailedAt(pos, err): those before pos are. Any other error, or a panic: none is. What is not done
	// comes again, with backoff, for as long as it takes: no error ever skips a record. RetryAfter,
	// Final, HaltShard and StopWorker say what is to come of an error.
	ProcessRecords(ctx context.Context, in *Batch) error
	// ShutdownRequested comes at a stop of the worker or a handover, while the lease is still held.
	// It is given up when the call returns; an error is shown and changes nothing.
	ShutdownRequested(ctx context.Context, in *Stop) error
	// ShardEnded comes after the last record of a closed shard was done. Nil lets SHARD_END be
	// stored, and the children start; an error repeats it, with backoff.
	ShardEnded(ctx context.Context, in *End) error
	// LeaseLost says that the tenure is over. There is no checkpointer in reach.
	LeaseLost(ctx context.Context, in *Lost)
}

// A Shard says which shard, and which tenure of it.
type Shard struct {
	Stream string
	ID     string
	Token  uint64 // the fencing token of this tenure: higher than any earlier tenure's of the shard
}

// A Record is one record. It is the user's to keep, unless the worker was told to use pages again; one
// that is kept keeps its whole page: see Clone.
type Record struct {
	Data            []byte
	PartitionKey    string
	ExplicitHashKey string
	Position        checkpoint.Position
	Arrived         time.Time // at the service, approximately
	tags            *[]Tag    // see Tags; a pointer, since almost no record bears any
}

// Start is the input of Initialize.
type Start struct {
	Shard    Shard
	Position checkpoint.Position // as stored; reading goes on behind it
	Pending  *checkpoint.Pending // of a two-phase checkpoint whose second phase never came; nil: none
}

// Batch is the input of ProcessRecords.
type Batch struct {
	Shard        Shard
	Records      []Record      // never empty
	Attempt      int           // 1 for the first delivery of these records in this tenure
	Behind       time.Duration // how far the last record was behind the tip of the shard
	Checkpointer *Checkpointer
	handed       *handed // the runner's side; copies of the batch share it
}

// Stop is the input of ShutdownRequested.
type Stop struct {
	Shard        Shard
	Handover     bool // another worker asked for the shard; otherwise this worker stops
	Checkpointer *Checkpointer
}

// End is the input of ShardEnded.
type End struct {
	Shard        Shard
	Children     []string // the shards that go on where this one ended
	Checkpointer *Checkpointer
}

// Lost is the input of LeaseLost.
type Lost struct {
	Shard Shard
	Cause error // lease.ErrLost, a stop, or a handover
}

// Defaults has the calls that one does not care about: embed it and write ProcessRecords.
type Defaults struct{}

// Initialize does nothing.
func (Defaults) Initialize(context.Context, *Start) error { return nil }

// ShutdownRequested does nothing: automatic checkpoints are stored anyway.
func (Defaults) ShutdownRequested(context.Context, *Stop) error { return nil }

// ShardEnded accepts the end of the shard.
func (Defaults) ShardEnded(context.Context, *End) error { return nil }

// LeaseLost does nothing.
func (Defaults) LeaseLost(context.Context, *Lost) {}

// FailedAt is an error of ProcessRecords that says that everything before the record at pos is
// done, and it is not.
func FailedAt(pos checkpoint.Position, err error) error { return &failedAt{pos.Clone(), err} }

type failedAt struct {
	pos checkpoint.Position
	err error
}

func (e *failedAt) Error() string { return fmt.Sprintf("at %v: %v", e.pos, e.err) }
func (e *failedAt) Unwrap() error { return e.err }
