// Package shardsync decides which leases a stream's shards need, and makes them.
//
// Shards have families. A shard that is split or merged closes, and its children take over its
// hash keys; it stays listed until its records expire, then only its children know its name:
//
//	hash keys 0                                            2^128-1
//	          ├────────── s0 ───────────┬────────── s1 ───────────┤  time
//	split s0  ├──── s2 ─────┬──── s3 ───┤                         │   │
//	s3 and s1 │             ├───────────────── s4 ────────────────┤   v
//	merge
//
// s2 and s3 wait for s0; s4 waits for s3 and s1. A row is made for s0 and s1 by First; those of
// the others stand in the same transaction as their parent's SHARD_END (Ending). Audit looks
// after both: it makes rows that are missing nevertheless, deletes those that nothing needs, and
// names shards that expired unread.
//
// The decisions are functions of plain values: Plan (which rows are missing), Succeed (what a
// shard's end creates), Gone and Deletable (what has come to its end), Match (is this table this
// stream's). A Syncer is the shell that lists, asks them, and writes.
//
// What is promised, as long as rows are made, ended and deleted only by these rules:
//   - Every hash key of the stream is, at every time, below an unfinished row: its shard's or an
//     ancestor's, which leads to it by ending.
//   - A child begins at TRIM_HORIZON, so nothing that was put between a split and the child's row
//     is lost, also when the table began at LATEST.
//   - No row is made for a shard whose descendant has one: what was read is not read again.
//   - An unfinished row is never deleted.
//
// What is not promised:
//   - Two workers that find a table empty at the same moment and start it at LATEST may each
//     store a time of their own, a fraction of a second apart. If the stream is resharded in just
//     that moment, a child's row may be made at the later time: what arrived in it between the
//     two is not read. TRIM_HORIZON and AT_TIMESTAMP have no such moment.
//   - Without Syncer.OpenAt, a start at a time in the past may bring records from before it
//     (Start.Open).
//   - A row deleted by hand is found and made again at its shard's beginning: records come twice.
package shardsync
