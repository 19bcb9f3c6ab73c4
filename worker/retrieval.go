package worker

import (
	"fmt"
	"sync"

	"github.com/shardkeeper/shardkeeper/fanout"
)

// How records are retrieved, and the switch between the ways.

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

// SetRetrieval says how records are read from now on, of the shards named or, without names, of all
// that this worker holds or will hold. It may be called at any time: a running worker changes at the
// next page of each shard, without a record lost, repeated or out of order. Polling ends subscriptions
// and leaves the consumer registered.
func (w *Worker) SetRetrieval(to Retrieval, shards ...string) error {
	if to < Polling || to > Automatic {
		return badRetrieval(to)
	}
	w.retrievals.set(to, shards)
	return nil
}

func badRetrieval(r Retrieval) error {
	return fmt.Errorf("%w: Retrieval is %v: give worker.Polling, worker.FanOut or worker.Automatic", ErrConfig, r)
}

// retrievals keeps what was set before there was anyone to tell.
type retrievals struct {
	mu struct {
		sync.Mutex
		early []func(*fanout.Retriever)
		to    *fanout.Retriever
	}
}

func (s *retrievals) set(to Retrieval, shards []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.to != nil {
		s.mu.to.Set(to, shards...)
		return
	}
	s.mu.early = append(s.mu.early, func(r *fanout.Retriever) { r.Set(to, shards...) })
}

// begin hands over to the retriever of a run: first what the configuration says, then what was set.
func (s *retrievals) begin(r *fanout.Retriever, configured Retrieval) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.Set(configured)
	for _, set := range s.mu.early {
		set(r)
	}
	s.mu.to, s.mu.early = r, nil
}
