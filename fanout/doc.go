// Package fanout is how records arrive: a Source gives the pages of one shard, in order and
// without a gap, however the service answers and whichever way they come.
//
// A Retriever reads by polling (GetRecords) or by enhanced fan-out (SubscribeToShard), as its mode
// says; Set changes that while it reads. Open begins at once and reads ahead, so that user code
// and the next call overlap; Next hands a page over and frees the one before. A Consumer is the
// registration that fan-out needs.
//
// What is promised:
//   - Each record comes once in a Source's life, in order; the last page of a closed shard comes
//     with its records, and with the children and all their parents.
//   - Nothing ends reading but the end of the shard. Throttles, expired iterators, broken
//     connections, expired credentials, revoked rights and disabled keys are tried again for as
//     long as it takes, and are seen in events and Status.
//   - A change between polling and fan-out, by Set or because fan-out cannot be had, loses, repeats
//     and reorders nothing.
//   - Automatic polls where fan-out cannot be had or fails, says why in an event and in Status,
//     and comes back to it: after 30 s, then after twice as long each time, at most ten minutes.
//   - LATEST is one place, however often it is asked for: the time that the lease row names.
//   - A hung processor stops only its own shard: each shard may hold one page whatever the others
//     hold, and a Budget bounds what all of them read ahead.
//   - What retention removed before it was read is shown, once, as BacklogExpired.
//
// What is not promised:
//   - At most once. A Source begins with the record at its position, which may be done; the
//     processor's runner drops what is.
//   - The end of a shard that the service does not know. ResourceNotFound alone proves nothing
//     (a new shard may not be visible yet): the worker decides, by listing, and closes the Source.
//   - Children at the end. An end without any is not believed until it came five times; a service
//     that insists on it, as some emulators do, gets its way: End with Children nil, and the
//     caller lists the shards.
//   - Exactness of Page.Done and BacklogExpired beyond a second or two. Done is the service's time
//     when the call began that was answered with nothing more, from the answer's Date header;
//     without one the local clock is trusted. While there is more it is the arrival of the last
//     record, which the service calls approximate. BacklogExpired names a span of which nothing
//     was fetched; whether there were records in it nobody can tell any more.
//
// # Numbers
//
// A shard gives all its readers by GetRecords together 5 calls and 2 MB a second (service limits).
// A reader that is alone and behind takes 4 calls and 1.6 MB: the rest is the door through which
// another application comes in. One that is throttled halves its share and lets it grow again
// over half a minute, so that two applications get at least 40 % each of what there is. Pages are
// of about 1 MB once the size of records is known: one of 10 MiB (service limit) would close the
// shard to everyone for five seconds and be no quicker. Caught up, a shard is asked once an
// Interval, 1 s: half of that is the latency on average. A call is bounded by Attempt, a sixth of
// the failover time; pages that do not come within it are asked for in parts.
//
// An idle shard costs 1 call a second and no page; with more than a thousand shards in one worker, a
// call each so many milliseconds as there are shards. A busy one holds the page that is being
// processed and three behind it, as far as the Budget goes.
//
// A subscription is pushed to, up to 2 MB a second for each consumer and shard (service limit). It
// is renewed after 4 to 4.75 minutes, before the service ends it at five, and given up when nothing
// came for 20 s, where something comes every five. The service takes a new one of the same consumer
// and shard five seconds after the last. An event is read only when the Budget has room for it:
// behind a slow processor the service waits, and then ends the subscription; the next one goes on
// where this one stood.
//
// Pages are asked for in CBOR, which costs a fraction of JSON's CPU, and in JSON from an endpoint
// that refuses it. The first asks for 1,000 records, since nobody knows how large they are.
//
// # HTTP
//
// The SDK's client needs a guard around its HTTP client, or net/http now and then cuts a
// connection under the answer: see Client.
package fanout
