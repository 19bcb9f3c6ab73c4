package lease

import (
	"cmp"
	"time"
)

// Defaults, each with its reason.
const (
	DefaultFailover           = 10 * time.Second // KCL's; a crash costs this and one listing period
	DefaultHandoffTimeout     = 30 * time.Second // KCL's gracefulLeaseHandoffTimeoutMillis
	DefaultCheckpointInterval = time.Second      // what a crash repeats, against writes a shard a second
	handedOverWait            = 2 * time.Second  // a handover to a dead worker costs this, not a failover time
)

// A Policy is the numbers by which a worker holds and takes leases. Zero fields mean defaults.
type Policy struct {
	Failover           time.Duration // silence after which others may take a lease; 10 s
	Margin             time.Duration // how much earlier the holder stops relying on it; Failover/10
	Max                int           // leases this worker holds at most; 0: no limit
	HandoffTimeout     time.Duration // how long user code may go on after a move was asked for; 30 s
	CheckpointInterval time.Duration // positions of a shard are stored at most this often; 1 s
}

// Defaulted is p with every zero field at its default.
func (p Policy) Defaulted() Policy {
	p.Failover = cmp.Or(p.Failover, DefaultFailover)
	p.Margin = cmp.Or(p.Margin, p.Failover/10)
	p.HandoffTimeout = cmp.Or(p.HandoffTimeout, DefaultHandoffTimeout)
	p.CheckpointInterval = cmp.Or(p.CheckpointInterval, DefaultCheckpointInterval)
	return p
}

// RenewEvery is the time between writes of an idle lease: three tries fit into a term.
func (p Policy) RenewEvery() time.Duration { return p.Failover / 3 }

// ListEvery is the time between listings of the table when nothing announces itself.
func (p Policy) ListEvery() time.Duration { return p.Failover / 3 }

// Attempt bounds one request for a row, so that a hanging one leaves time for the next.
func (p Policy) Attempt() time.Duration { return p.Failover / 6 }

// retryAfter is the pause between two listings at the least, and before a write is tried again
// that failed once.
func (p Policy) retryAfter() time.Duration { return p.Failover / 50 }

// retryAfterFailures is the pause before a write is tried again that failed so many times in a
// row. It doubles, but leaves room for several attempts in a term.
func (p Policy) retryAfterFailures(n int) time.Duration {
	return min(p.retryAfter()<<min(n-1, 3), p.Attempt())
}

// A Term is the span for which a holder may trust its last answered write.
type Term struct{ end time.Time }

// Term is what a holder may trust after a write that it began at began. It counts from before
// the write, other workers count from after it: so two terms of one shard never overlap.
func (p Policy) Term(began time.Time) Term { return Term{began.Add(p.Failover - p.Margin)} }

// Live tells whether the term still runs. It has ended when the monotonic or the wall clock says
// so: the monotonic one stands still while a machine is suspended.
func (t Term) Live(now time.Time) bool {
	return now.Before(t.end) && now.Round(0).Before(t.end.Round(0))
}

// Ends is the end by the clock that the term was counted with.
func (t Term) Ends() time.Time { return t.end }
