package worker

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
)

// Status is what the worker knows now. It waits for nothing and may be asked at any time.
func (w *Worker) Status() Status {
	r := w.run.Load()
	if r == nil {
		return Status{Application: w.Application, Stream: w.Stream, NotReady: "Run has not started", Fleet: Fleet{Leases: map[ShardCode]int{}}}
	}
	return r.status(time.Now())
}

func (r *run) status(now time.Time) Status {
	view := r.keeper.View()
	all := r.shards(view, now)
	s := Status{
		Worker: r.id, Application: r.config.Application, Stream: r.stream.name,
		NotReady: r.notReady(now),
		Problems: problems(all),
		Fleet:    fleet(all, workers(view), time.Duration(r.retention.Load()), view.Began),
	}
	s.Ready = s.NotReady == ""
	if twin := r.keeper.Health().Twin; twin != "" {
		s.Problems = append(s.Problems, fmt.Sprintf("another live process works under this worker's ID %s (as %s): give each its own", r.id, twin))
	}
	s.Shards = slices.DeleteFunc(all, func(s ShardStatus) bool { return s.Code == Finished })
	return s
}

// shards is the status of every row of the view, by shard.
func (r *run) shards(view lease.View, now time.Time) []ShardStatus {
	held := r.held()
	var all []ShardStatus
	for key, seen := range view.Rows() {
		status := ShardStatus{
			Shard: key.String(), Holder: lease.WorkerID(seen.Holder()), Position: seen.Position.String(), Done: seen.Done,
		}
		if x := held[key]; x != nil {
			r.describeHere(&status, x, seen.Known, now)
		} else {
			status.Code, status.Why = explainElsewhere(view, r.keeper.Policy, seen, now)
			status.Behind = r.unread(seen, now)
		}
		if retention := time.Duration(r.retention.Load()); retention > 0 {
			status.ToExpiry = retention - status.Behind
		}
		all = append(all, status)
	}
	slices.SortFunc(all, func(a, b ShardStatus) int { return cmp.Compare(a.Shard, b.Shard) })
	return all
}

func (r *run) held() map[lease.Key]*reader {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.mu.readers)
}

func (r *run) describeHere(s *ShardStatus, x *reader, known, now time.Time) {
	h := here{lease: x.held.Now(), processor: x.runner.Status(), source: x.source.Status()}
	h.source.LastError = r.explainedRead(h.lease.Key.Shard, h.source.LastError)
	h.handover, h.hung = x.held.Hung()
	h.idle = r.retriever.IdleInterval()
	h.wanted, h.consumer = r.retriever.Wanted(h.lease.Key.Shard), r.retriever.Consumer.State()
	s.Here, s.Holder, s.Token = true, r.id, x.held.Token()
	h.unread = h.behind(known, now)
	s.Code, s.Why = explainHere(h, now)
	s.Position = h.processor.Position.String()
	if !h.processor.Done.IsZero() {
		s.Done = h.processor.Done
	}
	s.Behind = h.unread
	s.Retrieval, s.RetrievalWhy, s.Held = h.source.Retrieval.String(), h.retrievalWhy(), h.source.Held
	s.Attempt, s.Error = h.processor.Attempt, cmp.Or(h.processor.Err, h.source.LastError)
}

// unread is how old the oldest unread record of a shard that is held elsewhere, or by nobody, may
// be: since everything was last done, or since this worker has known its row.
func (r *run) unread(s lease.Seen, now time.Time) time.Duration {
	return age(s.Done, s.Known, now)
}

// age is the time since all was done; of what never was, since it has been known.
func age(done, known, now time.Time) time.Duration {
	since := done
	if since.IsZero() {
		since = known
	}
	if since.IsZero() {
		return 0
	}
	return max(0, now.Sub(since))
}

// workers counts those that hold something in the view.
func workers(view lease.View) int {
	names := map[string]bool{}
	for _, s := range view.Rows() {
		if holder := s.Holder(); holder != "" {
			names[holder] = true
		}
	}
	return len(names)
}

// notReady says why the worker is not ready, "" if it is.
func (r *run) notReady(now time.Time) string {
	health := r.keeper.Health()
	r.mu.Lock()
	service, ending := r.mu.kinesis, r.mu.ending
	reads := unreadable(len(r.mu.readers), r.mu.unread, now)
	r.mu.Unlock()
	switch {
	case ending:
		return "the worker stops"
	case !health.Passed:
		return "the first pass over the lease table is not done"
	case !health.Failing.IsZero():
		return fmt.Sprintf("the lease table has failed for %v", now.Sub(health.Failing).Round(time.Second))
	case !service.failing.IsZero():
		return fmt.Sprintf("Kinesis has failed for %v: %v", now.Sub(service.failing).Round(time.Second), service.err)
	default:
		return cmp.Or(reads, r.withoutFanOut(now))
	}
}

func (r *run) withoutFanOut(now time.Time) string {
	held, waiting := r.held(), 0
	for key := range held {
		if r.retriever.Wanted(key.Shard) == FanOut {
			waiting++
		}
	}
	return withoutFanOut(waiting, len(held), r.retriever.Consumer.State(), now)
}
