package main

import (
	"context"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// failover is shorter than the default 10 s, so that the demonstration takes half a minute.
const failover = 4 * time.Second

// A member is one worker of the fleet.
type member struct {
	name string
	plug *emulator.Plug
	stop context.CancelFunc
	done chan error
	dead atomic.Bool // killed: what its user code does no longer counts
}

// A fleet is the workers, and what is noted of who holds what.
type fleet struct {
	screen  *screen
	ledger  *ledger
	members []*member
	mu      struct {
		sync.Mutex
		owner map[string]string    // by shard
		left  map[string]departure // shards that nobody reads, since when and why
		gaps  map[string]time.Duration
		taken map[string]int
	}
}

// A departure is how a shard lost its reader.
type departure struct {
	how string // "graceful stop" or "crash"
	at  time.Time
}

func newFleet(s *screen, l *ledger) *fleet {
	f := &fleet{screen: s, ledger: l}
	f.mu.owner, f.mu.left = map[string]string{}, map[string]departure{}
	f.mu.gaps, f.mu.taken = map[string]time.Duration{}, map[string]int{}
	return f
}

// join starts one more worker.
func (f *fleet) join(ctx context.Context, emu *emulator.Emulator, stream, name string, user tamper) {
	ctx, stop := context.WithCancel(ctx)
	m := &member{name: name, plug: emu.Plug(), stop: stop, done: make(chan error, 1)}
	f.members = append(f.members, m)
	count := user(func(shard string, r *processor.Record) {
		if !m.dead.Load() {
			f.ledger.wasProcessed(shard, r.PartitionKey, r.Position)
		}
	})
	go func() {
		m.done <- consume(ctx, m.plug.Config(), stream, count, func(w *worker.Worker) {
			w.ID, w.Failover = name, failover
			w.Observe = []func(worker.Event){func(e worker.Event) { f.note(m, e) }}
		})
	}()
}

// kill ends a worker without a word: its network is cut and its user code no longer counts.
func (f *fleet) kill(m *member) {
	m.dead.Store(true)
	m.plug.Cut()
	f.mu.Lock()
	defer f.mu.Unlock()
	for shard, owner := range f.mu.owner {
		if owner == m.name {
			f.mu.left[shard] = departure{"crash", time.Now()}
			delete(f.mu.owner, shard)
		}
	}
}

// note follows who holds what, and says what a person wants to see.
func (f *fleet) note(m *member, e worker.Event) {
	if m.dead.Load() {
		return // a dead worker tells nothing
	}
	switch e := e.(type) {
	case lease.Taken:
		f.taken(m, e.Key.Shard)
	case lease.Ended:
		f.ended(m, e)
	case lease.Asked:
		f.screen.say("%s asks %s for %s", m.name, lease.WorkerID(e.Holder), short(e.Key.Shard))
	}
}

func (f *fleet) taken(m *member, shard string) {
	f.mu.Lock()
	f.mu.owner[shard] = m.name
	left, was := f.mu.left[shard]
	delete(f.mu.left, shard)
	gap := time.Since(left.at)
	if was {
		f.mu.gaps[left.how] = max(f.mu.gaps[left.how], gap)
		f.mu.taken[left.how]++
	}
	f.mu.Unlock()
	if was {
		f.screen.say("%s takes %s, %.2f s after the %s", m.name, short(shard), gap.Seconds(), left.how)
		return
	}
	f.screen.say("%s takes %s", m.name, short(shard))
}

func (f *fleet) ended(m *member, e lease.Ended) {
	f.mu.Lock()
	delete(f.mu.owner, e.Key.Shard)
	if e.How == lease.Release {
		f.mu.left[e.Key.Shard] = departure{"graceful stop", time.Now()}
	}
	f.mu.Unlock()
	switch e.How {
	case lease.End:
		f.screen.say("%s is done to its end; it continues in %s", short(e.Key.Shard), shorts(e.Children))
	case lease.HandOver:
		f.screen.say("%s hands %s over to %s", m.name, short(e.Key.Shard), lease.WorkerID(e.To))
	}
}

// owners is who reads what now.
func (f *fleet) owners() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.mu.owner)
}

// orphans counts the shards that lost their reader and have no other yet.
func (f *fleet) orphans() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.mu.left)
}

// gap is the longest that a shard was without a reader after departures of that kind.
func (f *fleet) gap(how string) (longest time.Duration, shards int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.mu.gaps[how], f.mu.taken[how]
}

// short is a shard's id without what all of them share: shardId-000000000002 is shard 2.
func short(shard string) string {
	n := strings.TrimLeft(strings.TrimPrefix(shard, "shardId-"), "0")
	if n == "" {
		n = "0"
	}
	return "shard " + n
}

func shorts(shards []string) string {
	names := make([]string, len(shards))
	for i, s := range shards {
		names[i] = short(s)
	}
	return strings.Join(names, " and ")
}
