// Package fanout is how records arrive: a Source gives the pages of one shard, in order and
// without a gap, however the service answers.
//
// A Poller reads by GetRecords. Open begins at once and reads ahead, so that user code and the
// next call overlap; Next hands a page over and frees the one before.
//
// What is promised:
//   - Each record comes once in a Source's life, in order; the last page of a closed shard comes
//     with its records, and with the children and all their parents.
//   - Nothing ends reading but the end of the shard. Throttles, expired iterators, broken
//     connections, expired credentials, revoked rights and disabled keys are tried again for as
//     long as it takes, and are seen in events and Status.
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
// An idle shard costs 1 call a second and no memory. A busy one holds the page that is being
// processed and three behind it, as far as the Budget goes.
//
// # HTTP
//
// The SDK's client needs a guard around its HTTP client, or net/http now and then cuts a
// connection under the answer: see Client.
package fanout
