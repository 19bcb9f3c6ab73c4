// Package worker consumes a Kinesis stream: it is what most users import, beside processor.
//
// A Worker is filled in and Run. Run it on as many machines as you like: workers of one
// Application share the stream's shards through a lease table, each shard read by one of them.
//
//	Run ──► stream and table are looked at ──► leases are taken ──► a processor per shard
//	              every mistake is an error         │    ▲                    │
//	                                                │    └── another worker's │
//	                                                ▼        ask, stop, crash ▼
//	                                children of ended shards ◄── checkpoints, SHARD_END
//
// What is promised:
//   - No record is lost: a position is stored only after user code finished everything up to it,
//     and an error or a panic brings the records again.
//   - Order per partition key holds, through splits and merges too: a child starts after all its
//     parents ended, at its beginning.
//   - A stop hands every shard over within a second of user code's return; a crash costs one
//     Failover and one listing period (a third of it).
//   - Whatever AWS answers after a good start is retried and shown: in events, in Status, and on
//     the pages of Handler. Run's error is about this worker's configuration, its table or stream
//     turning out to be another, or user code that does not return.
//   - A change of Retrieval, by SetRetrieval or because fan-out cannot be had, loses, repeats and
//     reorders nothing.
//   - It calls Kinesis (DescribeStreamSummary, ListShards, GetShardIterator, GetRecords; with
//     enhanced fan-out DescribeStreamConsumer, RegisterStreamConsumer, SubscribeToShard, and
//     DeregisterStreamConsumer if told to) and DynamoDB (docs/iam.md), and nothing else.
//
// What is not promised:
//   - Once. A crash repeats what was done since the last stored position: with automatic
//     checkpoints what was done in about the last CheckpointInterval, and the batch under way.
//     Sinks that must see an effect once take the fencing token (processor.Shard.Token) and the
//     position in their own transaction.
//   - That user code of a paused process does nothing: it may still be running when its lease
//     ends. Its context is cancelled with cause lease.ErrLost as soon as the process runs again.
//   - That clocks agree. Their rates must, to within a tenth.
//   - Latency below PollInterval while reading is by polling: on average it is half of it behind.
//     Enhanced fan-out is some tens of milliseconds behind (Retrieval).
//
// # What can go wrong
//
// Status says of each shard why it does not move, in a sentence: user code that fails or hangs
// (retrying, busy, hung), reads that are throttled or fail, a shard that waits for its parents, or
// that nobody takes. Problems has those that need a person, worst first.
package worker
