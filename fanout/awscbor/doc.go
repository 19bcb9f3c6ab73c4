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
//     SequenceNumber of its records point into it: they are yours to keep, for as long as you like.
//   - An answer of any bytes whatever is read or refused in time and memory that grow with its
//     length alone: it cannot nest without end, and lengths that it declares reserve nothing.
//
// What can go wrong:
//   - A record that is kept keeps its whole page from the garbage collector. Whoever keeps few of
//     many clones them: bytes.Clone(r.Data), strings.Clone(*r.PartitionKey). Whoever changes Data
//     changes that record's bytes and no other's.
//   - An endpoint that knows no CBOR refuses the request; the real service knows it, some emulators do
//     not. Nothing here steps back to JSON by itself. Answers and refusals in JSON are understood.
//   - Text is passed on as it comes. JSON's reader refuses or replaces what is no UTF-8; this one
//     does not look.
//   - The SDK's client now and then cuts the connection under a large answer, in any protocol; see
//     fanout.Client.
//   - Answers of more than 64 MiB are refused: the service's largest page is a sixth of that.
//
// Nothing in worker or fanout uses it yet.
package awscbor
