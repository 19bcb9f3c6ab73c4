package main

// The clients that are compared.

import (
	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/raw"
	"github.com/shardkeeper/shardkeeper/bench/peer/vmware"
)

// A client is one of those compared.
type client struct {
	name, mode string     // as in the table and in JSON
	drain      peer.Drain // nil: it is a program of its own (own.go)

	// fewer says that the client is given at most so many shards, with the same records in all; 0: as
	// many as asked for.
	fewer int
}

// clients are all there are, in the order of the table.
func clients() []client {
	return []client{
		{name: "raw", mode: "polling, JSON", drain: raw.Drain, fewer: fewShards},
		{name: "vmware", mode: "polling, JSON", drain: vmware.Drain, fewer: fewShards},
		{name: ownName, mode: "polling, JSON", fewer: fewShards},
		{name: "harlow", mode: "polling, JSON", drain: drainHarlow, fewer: fewShards},
		{name: "worker-json", mode: "polling, JSON", drain: drainWorker(jsonMode)},
		{name: "worker-cbor", mode: "polling, CBOR", drain: drainWorker(cborMode)},
		{name: "worker-reuse", mode: "polling, CBOR, pages used again", drain: drainWorker(reuseMode)},
		{name: "worker-fanout", mode: "fan-out", drain: drainWorker(fanoutMode)},
	}
}

// fewShards is what those get who gain nothing by more: vmware takes one lease per sync, and the others
// would only hold more pages in memory.
const fewShards = 32

// drains are those of this program.
func drains() map[string]peer.Drain {
	all := map[string]peer.Drain{}
	for _, c := range clients() {
		if c.drain != nil {
			all[c.name] = c.drain
		}
	}
	return all
}
