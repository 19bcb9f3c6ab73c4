// Package emulator is Amazon Kinesis Data Streams, and what its consumers need of DynamoDB, CloudWatch
// and STS, in one value: for tests, for development, and for seeing what a fault does.
//
//	var emu emulator.Emulator
//	api := kinesis.NewFromConfig(emu.Config())
//
// The AWS SDK's clients reach it without a socket, so it works inside a testing/synctest bubble,
// where a day of retention passes at once. The same value is an http.Handler for clients that come
// over one. Package emulatortest is this package in a test.
//
// # What it does as the service does
//
// Streams and shards: CreateStream, DeleteStream, DescribeStream, DescribeStreamSummary,
// ListStreams, ListShards with all six filters, SplitShard, MergeShards, UpdateShardCount by the
// service's walk of splits and merges, and both operations on retention. Closed shards are listed
// until retention has passed their last record. The status of a stream changes at once, or after
// [Emulator.Creating], Updating and Deleting.
//
// Records: PutRecord, PutRecords, GetShardIterator, GetRecords. Records are routed by the MD5 of
// their key or by an explicit hash key. Sequence numbers have the service's layout and grow within
// a shard and from parents to children. Iterators are opaque, last five minutes, notice damage and
// belong to one incarnation of a stream; LATEST is the tip at the time of GetShardIterator. The end
// of a closed shard names its children. Retention trims each record by its arrival.
//
// Capacity: both modes and the switch between them; on-demand streams split what was half busy over a
// minute, so that they take double their peak, and [Emulator.Scale] does the same without traffic;
// warm throughput and the account's commitment to it; AUTO distribution of records.
//
// Refusals: the service's exceptions, and its messages where they are known. Rates and quotas are
// kept as [Limits] says. Names, ARNs and other accounts' streams by ARN are told apart.
//
// Enhanced fan-out: consumers, and SubscribeToShard, which pushes records as they arrive, sends
// heart-beats, ends after five minutes and at a shard's end, and is taken over after five seconds.
//
// The rest of a stream: encryption with its states and KMS exceptions ([Emulator.Key]), tags, enhanced
// monitoring, the maximum size of a record, resource policies, and channels, which deliver to folders
// of [Emulator.Bucket].
//
// Its neighbours: DynamoDB's tables, items, conditions, updates, queries, scans, batches and
// transactions; CloudWatch's metrics, those that clients put and those of a stream's own traffic; STS,
// which says whose the access key is.
//
// Protocols: JSON, CBOR, and CloudWatch's forms with XML, with and without the compression that SDKs
// use. docs/emulator.md has a line for each operation.
//
// # What it does not do
//
// Signatures and permissions are not checked, and nothing is encrypted. Nothing is stored beyond the life
// of the value: records are in memory until retention, a day by default, or DeleteStream drops them.
// Operations that are not there answer UnknownOperationException. A counter in a sequence number has no
// gaps, and the record of a sequence number that was never issued does not exist: the place before it
// is taken.
//
// # Faults
//
// [Emulator.Fail], [Emulator.Delay], [Emulator.DropAnswer] and the like put a [Hook] in the way of
// requests, of all services; [Emulator.Hook] and [Emulator.Observe] are for what they do not cover.
// Effect and answer of a request are two things: either can be lost, or late. A [Plug] is one
// worker's network, to be cut or held.
//
// # Non-obvious
//
//   - The models hold no clock and no goroutine. The front reads the time when a request takes
//     effect, after the delays of hooks.
//   - Hooks run outside every lock, and no lock is held across anything that waits. A goroutine
//     that waits for a mutex would stop a bubble's clock.
//   - Over HTTP/1.1 the SDK closes a request's body while net/http may still be reading it, and the
//     connection breaks under a large answer. Clients of [Emulator.Config] have no such connection.
//     Others hide io.WriterTo of request bodies: struct{ io.ReadCloser }.
package emulator
