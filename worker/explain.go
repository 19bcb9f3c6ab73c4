package worker

// Why a shard does or does not move, as pure functions: from what is known of it to a reason code
// and a sentence that can be pasted into an incident report.

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
)

const (
	busyAfter    = time.Minute      // a call of user code that is out for longer is a reason in Status
	staleAfter   = 10 * time.Second // without progress: what the last read said of the backlog is no longer true
	blockedAfter = 3                // failover times that a lease may be free before nobody seems to want it
)

// here is what is known of a shard that this worker reads.
type here struct {
	lease     lease.Lease
	handover  time.Time // since when another worker has asked for it; zero: none has
	hung      bool
	processor processor.Status
	source    fanout.Status
	unread    time.Duration // age of the oldest record that is not done (behind)
	idle      time.Duration // between polls when it is caught up
	wanted    fanout.Mode
	consumer  fanout.ConsumerState
}

// stalled tells whether nothing moves on for now, so that the last read's word of the backlog ages.
func (h here) stalled(now time.Time) bool {
	p := h.processor
	return h.source.Failures > 0 || p.Err != "" || h.waits() ||
		p.Call != "" && now.Sub(p.CallSince) >= staleAfter ||
		!h.source.LastCall.IsZero() && now.Sub(h.source.LastCall) >= staleAfter+h.idle
}

// behind is the age of the oldest record that is not done: as the last read said while all goes
// well, and since everything was done while it does not. known is since when the shard is.
func (h here) behind(known, now time.Time) time.Duration {
	behind := max(h.source.Behind, h.processor.Behind)
	if h.stalled(now) {
		behind = max(behind, age(h.processor.Done, known, now))
	}
	return behind
}

// explainHere says how a shard is doing that this worker reads.
func explainHere(h here, now time.Time) (ShardCode, string) {
	p, s := h.processor, h.source
	out := now.Sub(p.CallSince).Round(time.Second)
	since := func(t time.Time) time.Duration { return now.Sub(t).Round(time.Second) }
	asker := lease.WorkerID(h.lease.Asker())
	switch {
	case h.hung && p.Call != "":
		return Hung, fmt.Sprintf("worker %s asked for it %v ago, and user code has been in %s for %v although its context was cancelled; the lease stays here until it returns", asker, since(h.handover), p.Call, out)
	case !h.handover.IsZero() && p.Call != "":
		return HandingOver, fmt.Sprintf("worker %s asked for it %v ago; user code is finishing %s", asker, since(h.handover), p.Call)
	case !h.handover.IsZero():
		return HandingOver, fmt.Sprintf("worker %s asked for it %v ago; it is being handed over", asker, since(h.handover))
	case p.Call != "" && out >= busyAfter:
		return Busy, fmt.Sprintf("user code has been in %s for %v", p.Call, out)
	case p.Halted:
		return Halted, fmt.Sprintf("user code stopped the shard at its record behind %s: %s; Resume tries it again", p.Position, p.Err)
	case p.Paused && p.Call == "":
		return Paused, "it was paused; Resume goes on"
	case !p.Taken.IsZero() && now.Sub(p.Taken) >= busyAfter:
		return Busy, fmt.Sprintf("user code took records over, and has done none of them in order for %v", since(p.Taken))
	case p.Err != "":
		return Retrying, fmt.Sprintf("user code failed; attempt %d is next or under way: %s", p.Attempt, p.Err)
	case p.Call == "ShardEnded":
		return Ending, fmt.Sprintf("the shard's end has been with user code for %v", out)
	case p.State == "finishing":
		return Ending, fmt.Sprintf("all of it is done; its end has not been stored for %v, for which its children must be known", since(p.Since))
	case h.waits() && p.Call == "":
		return explainWaiting(h.consumer)
	case h.contended(now):
		return explainContended(s)
	case s.Failures == 0 && p.Call != "" && p.Call != "Initialize":
		return Reading, fmt.Sprintf("user code is in %s, %v behind", p.Call, h.unread.Round(time.Millisecond))
	case !s.NotFoundSince.IsZero():
		return Unreachable, fmt.Sprintf("Kinesis has not known this shard for %v", since(s.NotFoundSince))
	case s.Failures > 0 && s.Retrieval == fanout.FanOut:
		return explainSubscription(s)
	case s.Failures > 0 && strings.Contains(s.LastError, "ProvisionedThroughputExceeded"):
		return Throttled, fmt.Sprintf("Kinesis throttles reads of this shard (%d in a row); another application may read it too", s.Failures)
	case s.Failures > 0:
		return Unreachable, fmt.Sprintf("%d reads failed in a row: %s", s.Failures, s.LastError)
	case p.State == "" || strings.Contains(p.State, "initializ"):
		return Starting, "user code has not returned from Initialize"
	default:
		return Reading, fmt.Sprintf("it is read, %v behind", h.unread.Round(time.Millisecond))
	}
}

// explainElsewhere says how a shard is doing that this worker only sees in the table.
func explainElsewhere(v lease.View, p lease.Policy, s lease.Seen, now time.Time) (ShardCode, string) {
	free := s.Last.Sub(s.First).Round(time.Second)
	switch {
	case s.Finished():
		return Finished, "all of it is done"
	case !v.ParentsEnded(s.Lease):
		return Waiting, "it waits for the end of " + strings.Join(openParents(v, s.Lease), " and ")
	case p.Expired(s):
		return Expired, fmt.Sprintf("its holder %s has not written for %v", lease.WorkerID(s.Holder()), free)
	case s.Holder() != "" && s.Asker() != "":
		return Owned, fmt.Sprintf("worker %s reads it, and was asked for it by %s", lease.WorkerID(s.Holder()), lease.WorkerID(s.Asker()))
	case s.Holder() != "":
		return Owned, fmt.Sprintf("worker %s reads it", lease.WorkerID(s.Holder()))
	case free >= blockedAfter*p.Failover:
		return Blocked, fmt.Sprintf("nobody has taken it for %v; is every worker at MaxLeases?", free)
	default:
		return Unowned, "nobody reads it; it is up for the taking"
	}
}

func openParents(v lease.View, l lease.Lease) []string {
	var open []string
	for _, parent := range l.Parents {
		if s, there := v.Rows()[l.Key.Sibling(parent)]; there && !s.Finished() {
			open = append(open, parent)
		}
	}
	return open
}

// fleet sums up the shards of a listing. retention 0: not known.
func fleet(shards []ShardStatus, workers int, retention time.Duration, seen time.Time) Fleet {
	f := Fleet{Workers: workers, Leases: map[ShardCode]int{}, ToExpiry: retention, Seen: seen}
	for _, s := range shards {
		code := s.Code
		if s.Here {
			code = Owned
		}
		f.Leases[code]++
		if s.Code == Finished || s.Code == Waiting {
			continue // what waits is as old as the parents it waits for
		}
		f.OldestUnread = max(f.OldestUnread, s.Behind)
	}
	if retention > 0 {
		f.ToExpiry = retention - f.OldestUnread
	}
	return f
}

// problems are the sentences of the shards that need a person, worst first. What is said of many is
// said once.
func problems(shards []ShardStatus) []string {
	rank := []ShardCode{Hung, Halted, Blocked, Busy, Retrying, Unreachable, Expired, Contended, Throttled}
	var bad []ShardStatus
	for _, s := range shards {
		if slices.Contains(rank, s.Code) {
			bad = append(bad, s)
		}
	}
	slices.SortStableFunc(bad, func(a, b ShardStatus) int {
		return slices.Index(rank, a.Code) - slices.Index(rank, b.Code)
	})
	var sentences []string
	for i, s := range bad {
		same := func(other ShardStatus) bool { return other.Code == s.Code && other.Why == s.Why }
		if slices.ContainsFunc(bad[:i], same) {
			continue
		}
		who, others := s.Shard, 0
		for _, other := range bad[i+1:] {
			if same(other) {
				others++
			}
		}
		if others > 0 {
			who = fmt.Sprintf("%s and %d more", s.Shard, others)
		}
		sentences = append(sentences, fmt.Sprintf("%s: %s", who, s.Why))
	}
	return sentences
}
