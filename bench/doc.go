// Package bench compares Kinesis clients, side by side on one machine; docs/performance.md says what
// came out, and how to read it. It is a module of its own, so that what is compared is no dependency of
// the library.
//
//	go -C bench run ./consume     CPU, memory and speed of several clients
//	go -C bench run ./latency     from put to ProcessRecords
//	go -C bench run ./idle        what shards cost that nothing is put into
//	go -C bench run ./kpl         packing and unpacking KPL aggregates
//	go -C bench generate          the first two, into docs/performance.md
package bench

//go:generate go run ./consume -doc ../docs/performance.md
//go:generate go run ./consume -doc ../docs/performance.md -section throughput -clients worker-json,worker-cbor,worker-fanout -shards 400 -records 8000000 -size 200 -page 10000
//go:generate go run ./latency -doc ../docs/performance.md
