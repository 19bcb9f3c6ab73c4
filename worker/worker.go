package worker

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
)

// A Worker consumes a stream together with every other worker of the same Application. Fill in
// Application, Stream, AWS and Processor and Run it; the rest have safe defaults. A Worker runs
// once and must not be copied: make each from a function of yours, not from a template value.
type Worker struct {
	// Application names the group of workers that share the stream: it is the lease table's name.
	// Two applications on one stream each see every record.
	Application string
	// Stream is the stream's name or ARN. An ARN may be of another account; it then goes on every
	// call, and the stream's resource policy must allow them.
	Stream string
	// AWS is where the clients for Kinesis and DynamoDB come from.
	AWS aws.Config
	// Processor makes the user's code for each shard, anew for each tenure of it.
	Processor processor.Factory

	// Kinesis overrides the client made from AWS, for credentials or an endpoint of its own.
	Kinesis *kinesis.Client
	// Leases overrides the table made from AWS and Application: a dynamo.Table with a client of
	// its own, or a leasetest.Memory.
	Leases lease.Table

	// ID names this worker in the table and in logs, to people. Default: host-pid-random. A
	// restart may use the same ID; two live processes may not, and say so if they do.
	ID string
	// InitialPosition is where an application begins that has no leases yet. Default: TrimHorizon,
	// which loses nothing. It means nothing once there are leases.
	InitialPosition InitialPosition
	// Until ends Run by itself: Forever (default), or Tip, once everything is done that was in the
	// stream when Run began.
	Until Until
	// ManualCheckpoints leaves checkpoints to the processor's Checkpointer. By default a batch is
	// checkpointed when the processor has finished it.
	ManualCheckpoints bool
	// NoCreateTable makes a missing lease table an error. By default it is created, on demand.
	NoCreateTable bool

	// Failover is the silence after which another worker takes a lease: what a crash costs.
	// Default 10 s, KCL's. Shorter costs more writes (three per Failover and idle shard) and
	// mistakes a long pause for a crash; and each request must be answered within a sixth of it
	// (1.7 s by default), so that three attempts fit into a term.
	Failover time.Duration
	// MaxLeases is the most shards this worker reads. Default: no limit.
	MaxLeases int
	// HandoffTimeout is how long user code may go on after another worker asked for its shard,
	// before its context is cancelled. Default 30 s, KCL's.
	HandoffTimeout time.Duration
	// StopTimeout is how long user code may go on after Run's context ended, before its context is
	// cancelled with ErrStopTimeout. Default 25 s: below the 30 s that Kubernetes grants.
	StopTimeout time.Duration
	// CheckpointInterval is how often a shard's position is stored at most, apart from stops,
	// handovers, shard ends and explicit checkpoints, which always store it. Default 1 s. A crash
	// repeats what was done since.
	CheckpointInterval time.Duration
	// PollInterval is the pause between reads of a shard that is caught up. Default 1 s: a record
	// waits half of that on average. Kinesis admits 5 reads a second and shard for all
	// applications together; shorter leaves others less.
	PollInterval time.Duration
	// Retrieval is how records are read: Polling (default: it costs nothing beside the stream),
	// FanOut, or Automatic. SetRetrieval changes it while the worker runs.
	Retrieval Retrieval
	// Consumer is the consumer of enhanced fan-out: its name, under which it is registered if it is
	// missing, or its ARN, which may be of another account. Default: Application.
	Consumer string
	// DeregisterConsumer removes the consumer when the last worker of the application stops on
	// purpose: the service charges for it while it is registered. Never one given by ARN. Default:
	// it stays, so that the next start need not wait for it.
	DeregisterConsumer bool
	// PlainJSON reads pages in JSON. By default they are asked for in CBOR, which costs a fraction of
	// the CPU, and in JSON only from an endpoint that refuses it.
	PlainJSON bool
	// Pages says what becomes of a page's memory: KeepPages (default), ReusePages or PoisonPages.
	Pages Pages

	// KeepAggregates delivers an aggregate of the Kinesis Producer Library as the one record that it is
	// in the stream. By default the records of users come out of it, each with a position of its own.
	KeepAggregates bool

	// ReadAhead is the memory, in bytes, for pages read before they are needed, over all shards.
	// Default 256 MiB. Each shard may hold one page beyond it.
	ReadAhead int64
	// SyncInterval is how often the shard graph is compared with the leases. Default 1 min. New
	// shards do not wait for it: they come with their parents' end.
	SyncInterval time.Duration

	// Observe gets every event, synchronously and from several goroutines; none is dropped. An
	// observer must not block. See packages zaplog, sloglog and prom.
	Observe []func(Event)

	started    atomic.Bool
	run        atomic.Pointer[run]
	retrievals retrievals
	pauses     pauses
}

// Until says when Run ends by itself.
type Until int

// Run ends when its context does, or also at the tip.
const (
	Forever Until = iota
	Tip           // when all that was in the stream when Run began is done
)

// What a caller of Run can act on, besides what its own context says.
var (
	// ErrConfig is wrapped by every error of Validate.
	ErrConfig = errors.New("worker: bad configuration")
	// ErrStopTimeout is the cause with which user code's context is cancelled when it did not
	// return within StopTimeout; Run's error wraps it and names the shards.
	ErrStopTimeout = lease.ErrStopTimeout
	// ErrForeignFleet ends Run when workers of another kind hold leases in the table.
	ErrForeignFleet = lease.ErrForeignFleet
	// ErrRunTwice is a second Run's error.
	ErrRunTwice = errors.New("worker: Run was called before; a Worker runs once, make a new one")
)

// Run consumes until ctx is done, then stops gracefully and returns nil: reading ends, user code
// finishes what it has, positions are stored, and leases are free for others at once. Before the
// first record is read it returns every mistake in the configuration; after a good start only
// ctx, Until, a table or stream that turns out to be another, or user code that does not return
// ends it. Whatever AWS answers is retried, and seen in events, Status and readiness. A stop while
// the lease table is away cannot store what was done last: Run then returns nil when the leases'
// terms are over, and the next reader repeats that work.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.Validate(); err != nil {
		return err
	}
	if w.started.Swap(true) {
		return ErrRunTwice
	}
	r, err := w.open(ctx)
	if ctx.Err() != nil {
		return nil // stopped before it began: nothing is held
	}
	if err != nil {
		return err
	}
	w.run.Store(r)
	return r.run(ctx)
}
