package lease_test

// A fleet of Keepers over one table in memory, in a bubble: every call costs 20 ms, and whoever
// reads a shard says so, so that a second reader is noticed at once.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

const failover = 10 * time.Second

type fleet struct {
	t     *testing.T
	table *leasetest.Memory
	away  atomic.Bool // the table fails for everyone
	mu    struct {
		sync.Mutex
		reading map[lease.Key][]*reading
		workers []*member
	}
}

// A reading is one tenure's reader at work.
type reading struct {
	by *member
	h  *lease.Held
}

// A member is one worker of the fleet.
type member struct {
	f      *fleet
	keeper *lease.Keeper
	stop   context.CancelFunc
	done   chan struct{} // closed when Run has returned
	err    error         // what it returned
	dead   atomic.Bool   // it crashed: its requests fail before their effect, its user code does not count
	lists  atomic.Int64  // listings it asked for
	writes atomic.Int64
	hang   func(lease.Key) <-chan struct{} // user code of the shard does not return before; nil: it does
	mu     struct {
		sync.Mutex
		events []lease.Event
	}
}

var errAway = errors.New("the table is away")

func newFleet(t *testing.T, shards int) *fleet {
	f := &fleet{t: t, table: &leasetest.Memory{Before: 10 * time.Millisecond, After: 10 * time.Millisecond}}
	f.mu.reading = map[lease.Key][]*reading{}
	for i := range shards {
		f.table.Put(lease.Lease{Key: shard(i)})
	}
	return f
}

func shard(n int) lease.Key { return lease.Key{Shard: fmt.Sprintf("shardId-%012d", n)} }

func at(n int) checkpoint.Position {
	p, err := checkpoint.At(fmt.Sprint(n), 0)
	if err != nil {
		panic(err)
	}
	return p
}

// join starts a worker. change may alter its Keeper before it runs.
func (f *fleet) join(id string, change ...func(*member)) *member {
	m := &member{f: f, done: make(chan struct{})}
	m.keeper = &lease.Keeper{
		Table: link{f.table, m}, Owner: lease.OwnerName(id, fmt.Sprint(time.Now().UnixNano()%1e9)),
		Policy: lease.Policy{Failover: failover}, Read: m.read, Observe: m.observe,
	}
	for _, c := range change {
		c(m)
	}
	ctx, stop := context.WithCancel(f.t.Context())
	m.stop = stop
	f.mu.Lock()
	f.mu.workers = append(f.mu.workers, m)
	f.mu.Unlock()
	go func() {
		defer close(m.done)
		m.err = m.keeper.Run(ctx)
	}()
	return m
}

// leave stops a worker and waits for it.
func (m *member) leave() error {
	m.stop()
	return m.ended()
}

func (m *member) ended() error {
	<-m.done
	return m.err
}

func (m *member) crash() {
	m.dead.Store(true)
	m.stop()
}

func (m *member) observe(e lease.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mu.events = append(m.mu.events, e)
}

// seen lists the events of one kind.
func seen[E lease.Event](m *member) []E {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []E
	for _, e := range m.mu.events {
		if e, is := e.(E); is {
			found = append(found, e)
		}
	}
	return found
}

// read is a reader that finishes a record every 100 ms.
func (m *member) read(ctx context.Context, h *lease.Held) {
	r := &reading{m, h}
	m.f.begin(r)
	defer m.f.end(r)
	p := h.Lease().Progress()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			m.hangs(h)
			return
		case <-h.Stopping():
			m.hangs(h)
			_ = h.End(context.WithoutCancel(ctx), lease.Final{How: lease.Leave, Progress: p})
			return
		case <-time.After(100 * time.Millisecond):
		}
		if !h.Live() {
			continue
		}
		m.f.alone(r)
		p.Position = at(int(h.Token())*10_000 + n)
		h.Save(p)
	}
}

func (m *member) hangs(h *lease.Held) {
	if m.hang != nil {
		if until := m.hang(h.Lease().Key); until != nil {
			<-until
		}
	}
}

func (f *fleet) begin(r *reading) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := r.h.Lease().Key
	f.mu.reading[key] = append(f.mu.reading[key], r)
}

func (f *fleet) end(r *reading) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := r.h.Lease().Key
	f.mu.reading[key] = slices.DeleteFunc(f.mu.reading[key], func(x *reading) bool { return x == r })
}

// alone fails the test if another worker may read the shard at this moment too.
func (f *fleet) alone(r *reading) {
	key := r.h.Lease().Key
	f.mu.Lock()
	all := slices.Clone(f.mu.reading[key])
	f.mu.Unlock()
	for _, other := range all {
		if other != r && !r.by.dead.Load() && !other.by.dead.Load() && other.h.Live() {
			f.t.Errorf("%v is read by %s and %s at once", key, r.by.keeper.Owner, other.by.keeper.Owner)
		}
	}
}

// loads is how many shards each worker reads.
func (f *fleet) loads() (perWorker map[*member]int, read int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	perWorker = map[*member]int{}
	for _, all := range f.mu.reading {
		for _, r := range all {
			if !r.by.dead.Load() && r.h.Live() {
				perWorker[r.by]++
				read++
			}
		}
	}
	return perWorker, read
}

func (f *fleet) balanced(shards int, workers []*member) error {
	loads, read := f.loads()
	if read != shards {
		return fmt.Errorf("%d of %d shards are read", read, shards)
	}
	least, most := shards, 0
	for _, m := range workers {
		least, most = min(least, loads[m]), max(most, loads[m])
	}
	if most-least > 1 {
		return fmt.Errorf("one worker reads %d shards, another %d", most, least)
	}
	return nil
}

// settles fails unless the workers come to read all shards in equal shares within this time.
func (f *fleet) settles(shards int, within time.Duration, workers ...*member) {
	f.t.Helper()
	began := time.Now()
	var err error
	for time.Since(began) <= within {
		if err = f.balanced(shards, workers); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	f.t.Fatalf("after %v: %v", within, err)
}

// everyoneLeaves stops those that still run. A bubble does not end before its goroutines.
func (f *fleet) everyoneLeaves() {
	f.mu.Lock()
	workers := slices.Clone(f.mu.workers)
	f.mu.Unlock()
	for _, m := range workers {
		m.stop()
	}
	for _, m := range workers {
		<-m.done
	}
}

// A link is one worker's way to the table.
type link struct {
	*leasetest.Memory
	m *member
}

func (l link) down() error {
	if l.m.dead.Load() || l.m.f.away.Load() {
		return errAway
	}
	return nil
}

func (l link) List(ctx context.Context) ([]lease.Lease, error) {
	l.m.lists.Add(1)
	if err := l.down(); err != nil {
		return nil, err
	}
	return l.Memory.List(ctx)
}

func (l link) Get(ctx context.Context, key lease.Key) (lease.Lease, bool, error) {
	if err := l.down(); err != nil {
		return lease.Lease{}, false, err
	}
	return l.Memory.Get(ctx, key)
}

func (l link) Apply(ctx context.Context, c lease.Change) (lease.Lease, error) {
	l.m.writes.Add(1)
	if err := l.down(); err != nil {
		return lease.Lease{}, err
	}
	return l.Memory.Apply(ctx, c)
}

func (l link) Announce(ctx context.Context, key lease.Key) error {
	if err := l.down(); err != nil {
		return err
	}
	return l.Memory.Announce(ctx, key)
}

func (l link) News(ctx context.Context, key lease.Key) (int64, bool, error) {
	if err := l.down(); err != nil {
		return 0, false, err
	}
	return l.Memory.News(ctx, key)
}
