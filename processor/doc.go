// Package processor runs user code over one shard: in order, at least once, for as long as a lease
// is held.
//
// A Factory makes one RecordProcessor per tenure, which is one worker's holding of one shard. Func
// and Each make a Factory of a function; a type with the five methods of RecordProcessor has the
// whole life cycle in its hands, and Defaults has those that one does not care about.
//
// # What is promised
//
//   - Records of a shard come in order, without a gap. What is not done comes again, after a pause
//     of 100 ms that doubles up to 30 s, for as long as it takes: no error and no panic ever skips
//     a record. Retry and DeadLetter give a record up, where that is wanted.
//   - A position is stored only when everything up to it is done, by the word of user code:
//     ProcessRecords returned nil, or FailedAt a later record, or a Checkpointer was told; of what
//     was taken over (Batch.Later), when Done said so without a gap. Stored positions never move back.
//   - Calls of one tenure are serial, and the last one is ShardEnded; or ShutdownRequested, then
//     LeaseLost; or LeaseLost alone. Nothing more is called when time is up for user code, except
//     LeaseLost. A tenure that ends before Initialize succeeded has no ShutdownRequested, and one
//     that ends before Initialize was called has no calls at all.
//   - The lease is given up after user code has returned, never under it: the last write carries
//     the last progress. LeaseLost comes behind that write.
//
// # Errors and panics
//
// ProcessRecords returns nil: all of the batch is done. FailedAt(pos, err): what is before pos is,
// and the batch comes again from there. Of several FailedAt, joined or nested, the lowest counts,
// and one joined with an error that names no place counts for nothing. So does a place that is not
// in the batch. Anything else, a panic and runtime.Goexit included: none of it is done. An error of
// Initialize or ShardEnded repeats that call; one of ShutdownRequested is shown and changes nothing.
// Each failure is an event, a panic one with its stack.
//
// An error may also say what is to come of it: RetryAfter when to try again, Final that trying is of no
// use, HaltShard and StopWorker that the shard or the worker is to stop. Adapters decide so by rule: see
// Chain.
//
// # Contexts
//
// The context of a call is not cancelled by a stop. It ends when the lease may no longer be relied
// on, or when user code had its time at a stop or a handover; context.Cause tells which. Return
// then: with a lost lease nothing that is done later is stored, and another worker may be reading
// the shard already. LeaseLost's context is its own and lives 30 s.
//
// # Checkpoints
//
// By default progress is saved behind each batch, without holding up the next one, and what is
// saved is awaited at a stop, a handover and the end of the shard. User code may checkpoint besides
// that, or, with manual checkpoints, instead of that. Checkpoint covers the batch that the
// Checkpointer came with; a batch that is checkpointed in part and then fails comes again without
// that part. Prepare and Prepared.Checkpoint are a checkpoint in two phases, for sinks with
// transactions: a prepared checkpoint is kept until the position reaches its place or another is
// prepared.
//
// # What is not promised
//
//   - Exactly once, by itself. After a crash, what was done since the last stored position comes
//     again. A sink that takes Shard.Token and Record.Position in its own transaction can refuse
//     what it has seen, and a writer whose lease is gone: Idempotent does so.
//   - That user code stops when its lease is lost. Its context says so; a process that is paused
//     learns it when it wakes. Only a sink that checks the token can refuse such a writer.
//   - Any order between shards, other than that a child begins when its parents ended.
//   - A limit on how long a call takes. A call that hangs holds its shard, is shown as an event
//     (Slow) and in Status, and is waited for.
//   - That Data is unchanged when a batch comes again: the slice of records is the processor's to
//     sort and filter, but the bytes are the same memory at each attempt.
package processor
