// Package checkpoint says how far a shard has been read.
//
// A Position is the place behind the last record that is done: a sequence number with a
// sub-sequence number (the place inside a KPL aggregate, 0 for a plain record), or one of the
// sentinels that the Java KCL writes into its lease table: TRIM_HORIZON, LATEST, AT_TIMESTAMP
// for a shard of which nothing is done yet, SHARD_END for one of which everything is.
//
// Positions are values: compare with ==, order with Compare. The order is KCL's:
//
//	AT_TIMESTAMP < TRIM_HORIZON < LATEST < every sequence number < SHARD_END
//
// A Tracker answers up to where everything is done when records finish in any order.
//
// What is not promised: the order of positions of different shards means nothing, except that a
// child's sequence numbers are all higher than its parents'.
package checkpoint
