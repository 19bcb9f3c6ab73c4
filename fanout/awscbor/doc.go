// Package awscbor is a protocol for the AWS SDK's Kinesis client that speaks CBOR in place of JSON,
// as the service does with Java clients: data travels as bytes, not as base64, and a page of records
// is read without a copy.
//
//	client := kinesis.NewFromConfig(cfg, awscbor.Use)
//
// or for one call:
//
//	out, err := client.GetRecords(ctx, in, awscbor.Use)
//
// Every operation that answers with a document goes through it, refusals too: inputs, outputs and
// errors are the SDK's own types. SubscribeToShard stays with the protocol that the client had: its
// events are JSON whatever a client speaks.
//
// What is promised:
//   - Outputs and errors equal those of the SDK's JSON protocol.
//   - A page of GetRecords is one buffer, made for it and never used again. Data, PartitionKey and
//     SequenceNumber of its records point into it: they are yours to keep, for as long as you like. That
//     holds for a page in JSON too, from an endpoint that answers so: its base64 is decoded in place.
//   - An answer of any bytes whatever is read or refused in time and memory that grow with its
//     length alone: it cannot nest without end, and lengths that it declares reserve nothing. A page of
//     more than 200,000 records is refused, twenty times what the service gives: records of a few
//     bytes each would cost more memory than they have bytes.
//
// What can go wrong:
//   - A record that is kept keeps its whole page from the garbage collector, and so does its Data alone,
//     its key alone, or a pointer to either: whoever keeps little of many pages keeps copies, as below.
//     NextShardIterator and ChildShards are copies already. Whoever changes Data changes that record's
//     bytes and no other's; appending to it copies it.
//   - An endpoint that knows no CBOR refuses the request; the real service knows it, some emulators do
//     not. Nothing here steps back to JSON by itself (package fanout, which polls in CBOR by this
//     package, does). Answers and refusals in JSON are understood.
//   - Text of CBOR is passed on as it comes, UTF-8 or not. Of a page in JSON, U+FFFD replaces what is
//     no UTF-8, as in encoding/json.
//   - The SDK's client now and then cuts the connection under a large answer, in any protocol; see
//     fanout.Client.
//   - Answers of more than 64 MiB are refused: the service's largest page is a sixth of that.
//
// A record that does not hold its page:
//
//	kept := types.Record{
//		Data:           bytes.Clone(r.Data),
//		PartitionKey:   new(strings.Clone(*r.PartitionKey)),
//		SequenceNumber: new(strings.Clone(*r.SequenceNumber)),
//	}
package awscbor
