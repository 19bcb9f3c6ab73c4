package prom

// What Status says of the worker and of the whole application, as gauges.

import (
	"maps"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shardkeeper/shardkeeper/worker"
)

// The states are exported also at zero, so that an alert on one finds a series.
var (
	ofHeld = [...]worker.ShardCode{
		worker.Reading, worker.Starting, worker.Retrying, worker.Busy, worker.Throttled, worker.Contended, worker.Unreachable,
		worker.HandingOver, worker.Hung, worker.Ending, worker.Paused, worker.Halted,
	}
	ofAll = [...]worker.ShardCode{
		worker.Owned, worker.Unowned, worker.Expired, worker.Waiting, worker.Blocked, worker.Finished,
	}
)

// The ways to read, exported also at zero.
var ways = [...]worker.Retrieval{worker.Polling, worker.FanOut}

type gauges struct {
	ready, problems, held, retrieved        *prometheus.Desc
	unread, expiry, workers, leases, listed *prometheus.Desc
}

func newGauges(labels prometheus.Labels) gauges {
	desc := func(name, help string, variable ...string) *prometheus.Desc {
		return prometheus.NewDesc("shardkeeper_"+name, help, variable, labels)
	}
	return gauges{
		ready:     desc("ready", "1 while this worker's first pass is done and AWS answers, else 0."),
		problems:  desc("problems", "Problems that this worker's Status names now."),
		held:      desc("shards_held", "Shards that this worker reads, by state.", "state"),
		retrieved: desc("shards_retrieved", "Shards that this worker reads, by how their records come.", "retrieval"),
		unread: desc("oldest_unread_age_seconds",
			"Age of the oldest record of the stream that is not done, over all shards of the application."),
		expiry: desc("unread_expiry_seconds",
			"Time until unread records begin to expire from the stream; negative while they do."),
		workers: desc("workers", "Workers that hold leases of the application."),
		leases:  desc("leases", "Leases of the application by state.", "state"),
		listed: desc("listed_timestamp_seconds",
			"When this worker last listed the lease table, which the application's gauges come from."),
	}
}

func (g *gauges) describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.ready, g.problems, g.held, g.retrieved, g.unread, g.expiry, g.workers, g.leases, g.listed} {
		to <- d
	}
}

func (g *gauges) collect(to chan<- prometheus.Metric, s worker.Status) {
	to <- metric(g.ready, number(s.Ready))
	to <- metric(g.problems, float64(len(s.Problems)))
	collectStates(to, g.held, ofHeld[:], held(s.Shards))
	for _, way := range ways {
		to <- metric(g.retrieved, float64(retrieved(s.Shards, way.String())), way.String())
	}
	if s.Fleet.Seen.IsZero() {
		return // nothing is known yet: a gap in the series, where zeros would say that all is well
	}
	to <- metric(g.unread, s.Fleet.OldestUnread.Seconds())
	to <- metric(g.expiry, s.Fleet.ToExpiry.Seconds())
	to <- metric(g.workers, float64(s.Fleet.Workers))
	to <- metric(g.listed, float64(s.Fleet.Seen.UnixMilli())/1000)
	collectStates(to, g.leases, ofAll[:], s.Fleet.Leases)
}

// collectStates sends a series for each of the states known, and for whatever else was counted.
func collectStates(to chan<- prometheus.Metric, d *prometheus.Desc, known []worker.ShardCode, counted map[worker.ShardCode]int) {
	all := make(map[worker.ShardCode]int, len(known))
	for _, state := range known {
		all[state] = 0
	}
	maps.Copy(all, counted)
	for _, state := range slices.Sorted(maps.Keys(all)) {
		to <- metric(d, float64(all[state]), string(state))
	}
}

func held(shards []worker.ShardStatus) map[worker.ShardCode]int {
	n := map[worker.ShardCode]int{}
	for i := range shards {
		if shards[i].Here {
			n[shards[i].Code]++
		}
	}
	return n
}

func retrieved(shards []worker.ShardStatus, way string) (n int) {
	for i := range shards {
		if shards[i].Here && shards[i].Retrieval == way {
			n++
		}
	}
	return n
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
