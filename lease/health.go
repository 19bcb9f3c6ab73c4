package lease

// What a Keeper shows of itself, and what it tells its observer of the table.

import (
	"maps"
	"slices"
	"time"
)

// View is what the newest listing showed.
func (k *Keeper) View() View {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lend()
}

// lend gives the view to somebody who keeps it, and wrote notes in it what a write of this worker's own
// answered. Thousands of takes come between two looks: the view is cloned only for the first behind a
// look. The caller of both holds the lock.
func (k *Keeper) lend() View {
	k.mu.lent = true
	return k.mu.view
}

func (k *Keeper) wrote(row Lease) {
	if k.mu.lent {
		k.mu.view, k.mu.lent = k.mu.view.clone(), false
	}
	k.mu.view.note(row, time.Now())
}

// Holding lists the tenures of this worker, by key.
func (k *Keeper) Holding() []*Held {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.SortedFunc(maps.Values(k.mu.held), func(a, b *Held) int {
		return a.first.Key.Compare(b.first.Key)
	})
}

func (k *Keeper) holding(key Key) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mu.held[key] != nil
}

// Health is how the Keeper itself is doing.
type Health struct {
	Passed  bool      // the first pass over the table is done
	Active  time.Time // when its loop last went round
	Failing time.Time // since when the table fails; zero: it answers
	Twin    string    // owner name of another process under this worker's ID
}

// Health tells how the Keeper itself is doing.
func (k *Keeper) Health() Health {
	k.mu.Lock()
	defer k.mu.Unlock()
	return Health{k.mu.passed, k.mu.active, k.mu.failing.since(), k.mu.twin}
}

func (k *Keeper) alive() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.mu.active = time.Now()
}

// failing is since when reads and writes of the table fail; zero: they are answered. A table may
// answer the ones and refuse the others, so neither says anything of the other.
type failing struct{ reads, writes time.Time }

// since is the earlier of the two, zero if both are answered.
func (f failing) since() time.Time {
	switch {
	case f.reads.IsZero():
		return f.writes
	case f.writes.IsZero():
		return f.reads
	default:
		return earlier(f.reads, f.writes)
	}
}

// noteRead and noteWrite tell of the table's failures, and once when they are over.
func (k *Keeper) noteRead(doing string, err error)  { k.note(&k.mu.failing.reads, doing, err) }
func (k *Keeper) noteWrite(doing string, err error) { k.note(&k.mu.failing.writes, doing, err) }

func (k *Keeper) note(failing *time.Time, doing string, err error) {
	now := time.Now()
	k.mu.Lock()
	k.mu.active = now
	since := *failing
	switch {
	case err == nil:
		*failing = time.Time{}
	case since.IsZero():
		*failing = now
	}
	k.mu.Unlock()
	switch {
	case err != nil:
		k.emit(TableFailed{doing, err})
	case !since.IsZero():
		k.emit(TableAnswered{now.Sub(since)})
	}
}

// lookForTwin finds a live row of another process under this worker's ID: one whose counter still
// moves a failover time after this Run began, so it is not what a predecessor left behind.
func (k *Keeper) lookForTwin(v View, started time.Time) {
	for _, s := range v.rows {
		holder := s.Holder()
		if holder == "" || holder == k.Owner || WorkerID(holder) != WorkerID(k.Owner) || s.Unmarked() {
			continue
		}
		if s.First.Sub(started) < k.Policy.Failover+k.Policy.ListEvery() {
			continue
		}
		k.mu.Lock()
		known := k.mu.twin == holder
		k.mu.twin = holder
		k.mu.Unlock()
		if !known {
			k.emit(DuplicateWorker{WorkerID(k.Owner), holder})
		}
	}
}

func (k *Keeper) emit(e Event) {
	if k.Observe != nil {
		k.Observe(e)
	}
}
