// Package stub is a Kinesis that costs next to nothing: the records of a shard are written once, in
// JSON, in CBOR and as events, and every answer is cut out of them. So a benchmark over it measures
// clients. It checks nothing, and takes no records.
//
// A stream's name says what is in it: s40-n50000 has 40 shards of 50,000 records. All shards have
// the same records, so that the memory of one is enough; which shard a record came from is for the
// client to say.
//
// DynamoDB requests go to the emulator in the same process: leases and checkpoints are real.
package stub
