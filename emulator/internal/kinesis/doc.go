// Package kinesis is a model of Amazon Kinesis Data Streams: streams, shards and records, and the
// operations on them, one file each.
//
// The model is values and arithmetic. It has no clock, no goroutine and no timer: every request
// brings its instant, and what happens with time (retention, expiry of tokens, a stream that leaves
// CREATING) is worked out when someone looks. So a day can pass between two requests of a test.
//
// From the bottom up: hash.go and sequence.go (numbers), log.go (the records of a shard), shard.go,
// stream.go and reshape.go (a stream and what changes its shards), place.go (a name under which
// streams come and go), service.go and registry.go (requests), validate.go, limits.go, then the
// operations. Adding an operation is one file and one line in registry.go.
package kinesis
