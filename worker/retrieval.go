package worker

import "github.com/shardkeeper/shardkeeper/fanout"

// How records are retrieved, and what may be said of it.

// A Retrieval is how records are retrieved.
type Retrieval = fanout.Mode

// The retrievals. Workers of one application may differ, and change while they run: positions mean
// the same in all.
const (
	Polling   = fanout.Polling
	FanOut    = fanout.FanOut
	Automatic = fanout.Automatic
)

// Pages says what becomes of a page's memory when its records are done.
type Pages = fanout.Pages

// The ways.
const (
	KeepPages   = fanout.KeepPages
	ReusePages  = fanout.ReusePages
	PoisonPages = fanout.PoisonPages
)
