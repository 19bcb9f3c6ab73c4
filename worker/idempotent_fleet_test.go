package worker_test

// Idempotent in a fleet whose workers hang, lose the table, crash and follow a split: effects happen once.

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/store"
)

// Books are the effects, one for each record, and where user code stands still when a worker is held.
type books struct {
	store.Memory
	*fleet

	mu       sync.Mutex
	where    string                      // before a transaction, or within one
	standing map[*member]map[string]bool // by shard
	came     map[checkpoint.Position]int // deliveries
	fenced   int                         // transactions that the store refused
}

// Three ways in which a record comes to two workers: one is stuck before its transaction, one in it, one is
// cut off with what it did not checkpoint. Each time the next owner has claimed the shard when the zombie
// goes on, and has records in its hands that the zombie's transaction is about.
// Broken by: Memory.Apply without its look at the token (the first); commit without a look at token and
// version (the second); Idempotent that hands on what lies before the store's position (the third).
func TestEffectsHappenOnceThoughWorkersHangCrashAndShardsSplit(t *testing.T) {
	play(t, 1, func(f *fleet) {
		b := &books{fleet: f, standing: map[*member]map[string]bool{}, came: map[checkpoint.Position]int{}}
		one := f.join("one", b.keeps)
		f.until(time.Minute, "one holds the shard", func() bool { return one.held() == 1 })
		two := f.join("two", b.keeps)
		f.put(40)
		b.zombie("before", one, two, 1)
		f.stream.Split(shard0)
		f.put(40)
		f.settles(2, 2*time.Minute)
		b.zombie("within", two, one, 2)
		f.settles(2, 2*time.Minute)
		twice := b.again()
		f.emu.DropRequest("UpdateItem", emulator.Through(one.plug)) // nothing is checkpointed from here on
		f.put(40)
		b.exact()
		f.crash("one")
		f.put(40)
		b.exact()
		if n := b.again(); n == twice {
			f.Error("no record came again after the crash: the test shows nothing")
		}
		if n := b.refused(); n < 2 {
			f.Errorf("%d transactions of zombies were refused, want one of each", n)
		}
	})
}

// zombie has one worker stand still with records in its hands and without its table, until the other has
// all shards and the same records in its own; then it goes on, and the other after it.
func (b *books) zombie(where string, z, other *member, shards int) {
	b.Helper()
	b.mu.Lock()
	b.where = where
	b.mu.Unlock()
	z.hold()
	b.put(17) // for each shard
	b.until(time.Minute, z.ID+" stands "+where, func() bool { return len(b.stands(z)) > 0 })
	stuck := b.stands(z)
	var cut []*emulator.Hook
	for _, operation := range []string{"GetItem", "UpdateItem", "Scan", "TransactWriteItems"} {
		cut = append(cut, b.emu.DropRequest(operation, emulator.Through(z.plug)))
	}
	other.hold()
	b.put(20) // the other's batch goes further than the zombie's
	b.until(2*time.Minute, other.ID+" has them all, and what "+z.ID+" is stuck in", func() bool {
		stands := b.stands(other)
		for shard := range stuck {
			if !stands[shard] {
				return false
			}
		}
		return other.held() == shards
	})
	z.goOn()
	b.until(time.Minute, z.ID+" has come out of user code", func() bool { return len(b.stands(z)) == 0 })
	other.goOn()
	b.exact()
	for _, hook := range cut {
		hook.Remove()
	}
}

// hold has user code stand still, and nothing else; goOn ends that.
func (m *member) hold() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resumed = make(chan struct{})
}

func (m *member) goOn() {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.resumed)
	m.resumed = nil
}

// keeps gives the worker the books to write to.
func (b *books) keeps(m *member) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.standing[m] = map[string]bool{}
	m.Processor = func(s processor.Shard) processor.RecordProcessor {
		return &bookkeeper{processor.Idempotent(b, func(_ context.Context, tx *store.Tx, in *processor.Batch) error {
			for _, r := range in.Records {
				tx.Add(r.Position.String(), 1)
				tx.Add("all", 1)
			}
			b.stand(m, s, "within")
			return nil
		})(s), b, m}
	}
}

type bookkeeper struct {
	processor.RecordProcessor
	books  *books
	member *member
}

func (p *bookkeeper) ProcessRecords(ctx context.Context, in *processor.Batch) error {
	p.books.delivered(in.Records)
	p.books.stand(p.member, in.Shard, "before")
	err := p.RecordProcessor.ProcessRecords(ctx, in)
	p.books.mu.Lock()
	defer p.books.mu.Unlock()
	delete(p.books.standing[p.member], in.Shard.ID)
	if errors.Is(err, processor.ErrFenced) {
		p.books.fenced++
	}
	return err
}

func (b *books) delivered(records []processor.Record) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range records {
		b.came[r.Position]++
	}
}

// stand has the worker wait here if it is held and this is where.
func (b *books) stand(m *member, s processor.Shard, where string) {
	b.mu.Lock()
	here := b.where == where
	if here {
		b.standing[m][s.ID] = true
	}
	b.mu.Unlock()
	if here {
		m.wait()
	}
}

// stands are the shards in which the worker stands.
func (b *books) stands(m *member) map[string]bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	shards := map[string]bool{}
	for shard := range b.standing[m] {
		shards[shard] = true
	}
	return shards
}

// refused counts the transactions that the store refused.
func (b *books) refused() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.fenced
}

// again counts the records that came more than once.
func (b *books) again() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, times := range b.came {
		if times > 1 {
			n++
		}
	}
	return n
}

// exact waits until there are as many effects as records, and looks whose they are.
func (b *books) exact() {
	b.Helper()
	b.until(2*time.Minute, "every record has its effect", func() bool { return b.Sum("all") >= int64(b.ledger.count()) })
	time.Sleep(time.Second)
	for key, puts := range b.ledger.put {
		for _, at := range puts {
			if n := b.Sum(at.String()); n != 1 {
				b.Errorf("the record of %s at %v had its effect %d times, want once", key, at, n)
			}
		}
	}
}
