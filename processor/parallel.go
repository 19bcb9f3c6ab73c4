package processor

import "context"

// Many records of a shard at once, in order per key. What users see of it; which record may begin is
// decided in parallel_lanes.go.

// Parallel makes processors of one function that processes a record, up to n of a shard at once. Records
// of one key come one after the other in the order of the shard, also where they are in different
// batches; a record comes again until it is done, and the ones of its key wait for that, while others go
// on. keyOf must answer the same for the same record; ByPartitionKey is the order that Kinesis knows.
//
// ProcessRecords takes records over and returns while they run (Later); the position that is stored is
// the highest below which all is done, so after a crash the records behind the slowest come again. How
// many may be outstanding is bounded (Outstanding): then ProcessRecords waits, and the shard with it.
//
// A record that fails or panics is tried again in its lane, as by the runner: after 100 ms, doubling up
// to 30 s, or as the error says (RetryAfter). InEachLane puts adapters around the function: Retry,
// DeadLetter and Deadline belong there, since around Parallel they do not see what becomes of a record.
// After Final (which no DeadLetter took), HaltShard or StopWorker nothing more of the key runs, and the
// next call of the runner, or the next page that brings nothing, says so: the shard halts, and the record
// is tried once more after Resume. The event RecordFailed comes at once.
//
// At a stop or handover what was taken over is finished, in the time that ShutdownRequested has; what has
// failed is not tried again then. At the shard's end all is finished. When the lease is lost the context
// of every record ends, and LeaseLost returns when all have returned. The context of a record is not
// that of a call: it ends with its tenure only.
//
// Positions are moved by this processor alone: with checkpoints by hand (Manual) it makes one at a stop
// and at the end of the shard.
func Parallel(n int, keyOf func(*Record) string, process func(context.Context, *Record) error, options ...ParallelOption) Factory {
	s := parallelSettings{n: max(n, 1), keyOf: keyOf, process: process, records: DefaultOutstanding, bytes: DefaultOutstandingBytes}
	for _, option := range options {
		option(&s)
	}
	return func(shard Shard) RecordProcessor { return newParallel(shard, s) }
}

// ByPartitionKey is the key by which Kinesis keeps order.
func ByPartitionKey(r *Record) string { return r.PartitionKey }

// How much of a shard Parallel takes over at once, unless Outstanding says otherwise: a page at the
// service's limit of records, and several at that of 10 MiB.
const (
	DefaultOutstanding      = 10_000
	DefaultOutstandingBytes = 64 << 20
)

// A ParallelOption changes what Parallel does.
type ParallelOption func(*parallelSettings)

type parallelSettings struct {
	n              int
	keyOf          func(*Record) string
	process        func(context.Context, *Record) error
	records, bytes int
	adapters       []func(Factory) Factory
	clone          bool
}

// Outstanding bounds what a shard takes over and is not done: the distance in records from the first that
// is not done to the last that was taken, and bytes of data and keys that are not done. 0 leaves the
// default. One record that never gets done stops its shard when that many are behind it.
func Outstanding(records, bytes int) ParallelOption {
	return func(s *parallelSettings) {
		if records > 0 {
			s.records = records
		}
		if bytes > 0 {
			s.bytes = bytes
		}
	}
}

// InEachLane puts adapters around the function, the first named outermost, as Chain does. They see
// batches of one record, without a Checkpointer, and no call but ProcessRecords. Each lane has its own,
// for as long as it has records.
func InEachLane(adapters ...func(Factory) Factory) ParallelOption {
	return func(s *parallelSettings) { s.adapters = append(s.adapters, adapters...) }
}

// Cloned has records cloned when they are taken over. It lets go of pages of which only a few records are
// outstanding, and of all pages where the worker uses them again, which those that were taken over of
// otherwise are not.
func Cloned() ParallelOption { return func(s *parallelSettings) { s.clone = true } }

// task is r as it is taken over. The position is cloned, since it stays until all before it is done.
func (s *parallelSettings) task(r *Record) *task {
	if s.clone {
		*r = r.Clone()
		return &task{record: r, at: r.Position, bytes: sizeOf(r)}
	}
	return &task{record: r, at: r.Position.Clone(), bytes: sizeOf(r)}
}

// sizeOf is what a record counts for where bytes are limited.
func sizeOf(r *Record) int { return len(r.Data) + len(r.PartitionKey) }
