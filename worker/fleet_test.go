package worker_test

// The harness of the fleets: workers over the real SDK and the emulator in a bubble, each with a
// network of its own, and a ledger that knows what was put and what was processed by whom.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

const (
	failover  = 10 * time.Second // the default
	listEvery = failover / 3
	perCall   = 20 * time.Millisecond
)

// A fleet is workers of one application on one stream.
type fleet struct {
	*testing.T
	emu    *emulatortest.Emulator
	stream *emulatortest.Stream
	ledger ledger
	alive  map[string]*member
	takes  time.Duration // user code, for a batch; set before the first worker joins
}

// A member is one worker and its network.
type member struct {
	*worker.Worker
	plug  *emulator.Plug
	stop  context.CancelFunc
	done  chan error
	fleet *fleet

	mu      sync.Mutex
	dead    bool          // crashed: its user code no longer counts
	resumed chan struct{} // not nil while paused; closed when it goes on
	events  []worker.Event
	holds   map[string]bool
}

// play runs a story with a fleet in a bubble, in which each call costs 20 ms.
func play(t *testing.T, shards int, story func(f *fleet)) {
	t.Helper()
	playOn(t, shards, func(*emulatortest.Emulator) {}, story)
}

// playOn is play on an emulator that is prepared before its stream is made.
func playOn(t *testing.T, shards int, prepare func(*emulatortest.Emulator), story func(f *fleet)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		prepare(emu)
		f := &fleet{T: t, emu: emu, stream: emu.Stream("orders", shards), alive: map[string]*member{}}
		f.ledger.init()
		emu.Delay("*", perCall/2, perCall/2)
		story(f)
		for _, name := range slices.Sorted(maps.Keys(f.alive)) {
			f.leave(name)
		}
	})
}

// join starts a worker. set changes what a test needs.
func (f *fleet) join(name string, set ...func(*member)) *member {
	f.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(f.Context()))
	m := &member{plug: f.emu.Plug(), stop: stop, done: make(chan error, 1), fleet: f, holds: map[string]bool{}}
	m.Worker = &worker.Worker{
		ID: name, Application: "billing", Stream: "orders", AWS: m.plug.Config(), Processor: processor.Func(m.process),
		Observe: []func(worker.Event){m.note},
	}
	for _, change := range set {
		change(m)
	}
	f.alive[name] = m
	go func() { m.done <- m.Run(ctx) }()
	return m
}

// leave stops a worker gracefully.
func (f *fleet) leave(name string) {
	f.Helper()
	m := f.alive[name]
	delete(f.alive, name)
	m.stop()
	if err := <-m.done; err != nil {
		f.Errorf("Run of %s: %v, want nil", name, err)
	}
}

// crash ends a worker without a word. Its goroutines end later, when nobody looks.
func (f *fleet) crash(name string) *member {
	m := f.alive[name]
	delete(f.alive, name)
	m.mu.Lock()
	m.dead = true
	m.mu.Unlock()
	m.plug.Cut()
	f.Cleanup(func() {
		m.stop()
		<-m.done
	})
	return m
}

// pause holds a worker's requests, answers and user code.
func (m *member) pause() {
	m.mu.Lock()
	m.resumed = make(chan struct{})
	m.mu.Unlock()
	m.plug.Pause()
}

func (m *member) resume() {
	m.mu.Lock()
	close(m.resumed)
	m.resumed = nil
	m.mu.Unlock()
	m.plug.Resume()
}

// process is user code: it books each record.
func (m *member) process(ctx context.Context, batch *processor.Batch) error {
	leave := m.fleet.ledger.enter(m, batch.Shard)
	defer leave()
	if m.fleet.takes > 0 {
		select {
		case <-time.After(m.fleet.takes):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for i := range batch.Records {
		m.wait()
		m.fleet.ledger.processed(m, batch.Shard, &batch.Records[i])
	}
	return nil
}

// wait stands still while the worker is paused, whatever its context says.
func (m *member) wait() {
	m.mu.Lock()
	resumed := m.resumed
	m.mu.Unlock()
	if resumed != nil {
		<-resumed
	}
}

// counts tells whether what the worker does is of any effect: it is neither dead nor paused.
func (m *member) counts() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.dead && m.resumed == nil
}

func (m *member) note(e worker.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, e)
	switch e := e.(type) {
	case lease.Taken:
		m.holds[e.Key.Shard] = true
	case lease.Ended:
		delete(m.holds, e.Key.Shard)
	case lease.Lost:
		delete(m.holds, e.Key.Shard)
	}
}

// held counts the shards that the worker holds.
func (m *member) held() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.holds)
}

// eventsOf are the events of one type, so far.
func eventsOf[E worker.Event](m *member) []E {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []E
	for _, e := range m.events {
		if e, is := e.(E); is {
			found = append(found, e)
		}
	}
	return found
}

// until fails the story unless something is so within the time.
func (f *fleet) until(within time.Duration, what string, is func() bool) {
	f.Helper()
	deadline := time.Now().Add(within)
	for !is() {
		if time.Now().After(deadline) {
			f.Fatalf("after %v it is still not so that %s", within, what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// ends waits for Run's error.
func (f *fleet) ends(name string, within time.Duration) error {
	f.Helper()
	m := f.alive[name]
	delete(f.alive, name)
	select {
	case err := <-m.done:
		return err
	case <-time.After(within):
		f.Errorf("Run of %s goes on %v later", name, within)
		m.stop()
		return <-m.done
	}
}

// put puts n records, one each 50 ms, over some keys.
func (f *fleet) put(n int) {
	f.Helper()
	for range n {
		key := fmt.Sprintf("key-%d", f.ledger.count()%17)
		_, number := f.stream.Put(key, "1")
		at, err := checkpoint.At(number, 0)
		if err != nil {
			f.Fatal(err)
		}
		f.ledger.wasPut(key, at)
		time.Sleep(50 * time.Millisecond)
	}
}

// settles fails unless within the time all shards are held, by workers of which none holds two
// more than another, and stays so for a failover time.
func (f *fleet) settles(shards int, within time.Duration) {
	f.Helper()
	deadline := time.Now().Add(within)
	for !f.balanced(shards) {
		if time.Now().After(deadline) {
			f.Fatalf("after %v: %s, want %d shards held, balanced", within, f.shares(), shards)
		}
		time.Sleep(100 * time.Millisecond)
	}
	for range 10 {
		time.Sleep(failover / 10)
		if !f.balanced(shards) {
			f.Fatalf("it did not stay balanced: %s", f.shares())
		}
	}
}

func (f *fleet) balanced(shards int) bool {
	total, least, most := 0, shards, 0
	for _, m := range f.alive {
		n := m.held()
		total, least, most = total+n, min(least, n), max(most, n)
	}
	return total == shards && most-least <= 1
}

func (f *fleet) shares() string {
	var s []string
	for _, name := range slices.Sorted(maps.Keys(f.alive)) {
		s = append(s, fmt.Sprintf("%s holds %d", name, f.alive[name].held()))
	}
	return strings.Join(s, ", ")
}

// allProcessed fails unless within the time every record that was put is processed, each key's in
// order, and never by two workers at once.
func (f *fleet) allProcessed(within time.Duration) {
	f.Helper()
	deadline := time.Now().Add(within)
	for f.ledger.lost() > 0 && time.Now().Before(deadline) {
		time.Sleep(100 * time.Millisecond)
	}
	f.ledger.verify(f.T)
}

// A ledger is what was put and what was processed.
type ledger struct {
	mu     sync.Mutex
	put    map[string][]checkpoint.Position
	puts   int
	seen   map[checkpoint.Position]int
	twice  int
	newest map[string]checkpoint.Position // by key, first sights only
	inside map[string]*member             // by shard: whose user code is in it
	token  map[string]uint64              // by shard: the highest seen
	faults []string
	lastAt time.Time
}

func (l *ledger) init() {
	l.put, l.seen = map[string][]checkpoint.Position{}, map[checkpoint.Position]int{}
	l.newest, l.inside, l.token = map[string]checkpoint.Position{}, map[string]*member{}, map[string]uint64{}
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.puts
}

func (l *ledger) wasPut(key string, at checkpoint.Position) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.put[key] = append(l.put[key], at)
	l.puts++
}

// enter notes that user code is in a shard: nobody else's may be whose work counts.
func (l *ledger) enter(m *member, shard processor.Shard) (leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if other := l.inside[shard.ID]; other != nil && other != m && other.counts() && m.counts() {
		l.faults = append(l.faults, fmt.Sprintf("%s is processed by %s and %s at once", shard.ID, other.ID, m.ID))
	}
	if m.counts() {
		l.inside[shard.ID] = m
	}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.inside[shard.ID] == m {
			delete(l.inside, shard.ID)
		}
	}
}

// processed books one record, as a sink does that takes the fencing token: what comes with a lower
// one than was seen is refused.
func (l *ledger) processed(m *member, shard processor.Shard, r *processor.Record) {
	if !m.counts() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if shard.Token < l.token[shard.ID] {
		return
	}
	l.token[shard.ID] = shard.Token
	l.lastAt = time.Now()
	l.seen[r.Position]++
	if l.seen[r.Position] > 1 {
		l.twice++
		return
	}
	if r.Position.Before(l.newest[r.PartitionKey]) {
		l.faults = append(l.faults, fmt.Sprintf("a record of %s came behind a later one, in %s", r.PartitionKey, shard.ID))
	}
	l.newest[r.PartitionKey] = r.Position
}

// distinct counts the records that were processed, however often.
func (l *ledger) distinct() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.seen)
}

func (l *ledger) lost() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	lost := 0
	for _, puts := range l.put {
		for _, at := range puts {
			if l.seen[at] == 0 {
				lost++
			}
		}
	}
	return lost
}

func (l *ledger) duplicates() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.twice
}

func (l *ledger) verify(t *testing.T) {
	t.Helper()
	if lost := l.lost(); lost > 0 {
		t.Errorf("%d of %d records were not processed", lost, l.count())
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, fault := range l.faults {
		t.Error(fault)
	}
}
