// Package kpl is the format in which the Kinesis Producer Library packs many records of its users into one
// of the stream's: taken to pieces for consumers, and made for producers.
//
// # Reading
//
// Source stands between a reader of pages and a processor.Runner, and gives the records of users in place
// of the aggregates that they came in. A record within an aggregate is at the position (sequence number,
// sub-sequence number) that the Java KCL gives it: 0, 1, 2 and so on within the aggregate. Its number 0 and
// a plain record are at the same kind of place, with sub-sequence number 0. A checkpoint within an aggregate
// says how much of it is done, and whoever goes on reads the aggregate again and begins behind that.
//
// # What is promised
//
//   - Nothing of a sound aggregate is lost, whatever the shard's range, except records of other shards:
//     one by one those whose hash key lies outside the shard's range are dropped, and counted. (The Java
//     KCL drops the rest of the aggregate, and all of it that it had taken, with the first of them.)
//   - An aggregate that is damaged anywhere is given out whole, as the record that it came in, and nothing
//     of it besides. It never costs the page.
//   - What comes from a stream costs memory in proportion to its length, whatever it declares.
//   - Data, keys and tags lie in the memory of the page, as those of plain records do; Record.Clone frees
//     them from it. What is appended to Data touches nothing else.
//
// # Writing
//
// Aggregator packs records by the shards that they belong to, in the bytes that the KPL's daemon writes.
//
// # What is not promised
//
//   - That records of producers that mix the keys of several shards in one aggregate arrive: see Dropped.
//     A Source without a Range drops nothing, but gives out twice what the KPL put again after a split.
//   - That a position within an aggregate means anything where aggregates are not taken to pieces. A Source
//     that is told to keep them Whole takes up such a position without loss: the aggregate comes again.
package kpl
