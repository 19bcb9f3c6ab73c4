// Package kinesis is a model of Amazon Kinesis Data Streams: streams, shards and records, what stands
// around them, and the operations on them, one file each.
//
// The model is values and arithmetic. It has no clock, no goroutine and no timer: every request
// brings its instant, and what happens with time (retention, expiry of tokens, a stream that leaves
// CREATING) is worked out when someone looks. So a day can pass between two requests of a test.
//
// # The way of a request
//
// service.go finds the operation; registry.go reads the document (codec.go, and codec_misread.go for
// what cannot be read), checks the members (validate.go), counts the call (limits.go), runs the
// operation and writes its answer (shapes.go has what several send). The operation finds the stream
// (call.go, stream_place.go) and locks its place until it is done; whatever is due by then happens
// first (stream.go, settle). errors.go has the refusals that operations share.
//
// A file that is called like an operation is that operation: it opens with behaviour, limits and
// errors. A new one is one file and one line in registry.go. AccessDenied is declared for most of them
// and answered by none: access is not checked.
//
// # The stories behind the operations
//
// Each begins with the file that is named first; a file whose name begins like it tells a part of it.
//
//   - Streams and shards: stream.go, shard.go, reshape.go (splits, merges, the walk of both), hash.go and
//     sequence.go (numbers), retention.go, sweep.go (streams that nobody looks at), family.go and scale.go
//     (what a test sees of shards, and does to them).
//   - Records in and out: distribution.go (which shard), shard_log.go (where they are kept), iterator.go
//     (where reading stands), token.go (what clients carry for us), wake.go (who waits for records).
//   - Enhanced fan-out: consumer.go, subscription.go.
//   - Capacity: limits.go (rates, calls in a day, quotas), growth.go (of on-demand streams), commitment.go.
//   - Channels: channel.go. Queues: queue.go.
//   - The rest of a stream: encryption.go, tags.go, resource_policy.go, monitoring.go.
//   - What is measured of all this: meter.go.
//
// # Locks
//
// A place's lock covers its stream and all that belongs to it; Service.mu covers the maps, and may be
// taken under a place's, never the other way round; Service.naming is taken before either. None is held
// while a listener is told, nor while records are rendered.
package kinesis
