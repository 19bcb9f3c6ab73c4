// Package sink has sinks for records that were given up: a local file here, an SQS queue and a Kinesis
// stream in its folders.
//
//	file, err := sink.OpenJSONLines("dead.jsonl")
//	w.Processor = processor.Chain(charge, processor.DeadLetterAfter(processor.RetryPolicy{Attempts: 5}, file))
//
// All write the same JSON object (Line): where the record was, what it bears, why it was given up. One sink
// serves all shards of a worker.
//
// What is promised: Put returns nil only when the letter is stored, so no record is lost between its
// stream and the sink. A sink that is away holds up the shards that have something for it, and nothing
// else.
//
// What is not: that a letter comes once. It comes again when the worker crashes before the next position
// is stored, and when an answer got lost; a line's stream, shard and position tell repeats. Nor that it
// bears no payload: the record's data, its partition key and the words of user code's error are in it, so
// guard it as the stream is guarded.
package sink
