package lease

// The Keeper's watch: when to look at the table again, and what it tells others of what it saw.

import (
	"context"
	"maps"
	"slices"
	"time"
)

// await returns when the table is to be listed: when news are announced, when a row that fell
// silent may be free, when somebody asks for it, and every third of a failover time.
func (k *Keeper) await(ctx context.Context, news int64) int64 {
	k.mu.Lock()
	lowest, known := k.mu.view.Lowest()
	next := k.mu.view.Began.Add(k.Policy.ListEvery())
	if again := k.Policy.LookAgain(k.mu.view); !again.IsZero() {
		next = earlier(next, again)
	}
	k.mu.Unlock()
	next = later(next, time.Now().Add(k.Policy.retryAfter()))
	for {
		select {
		case <-time.After(min(newsEvery, time.Until(next))):
		case <-k.wake:
			return news
		case <-ctx.Done():
			return news
		}
		k.alive()
		if !time.Now().Before(next) {
			return news
		}
		if !known {
			continue
		}
		attempt, cancel := context.WithTimeout(ctx, k.Policy.Attempt())
		now, exists, err := k.Table.News(attempt, lowest)
		cancel()
		if err != nil {
			continue // the next listing comes anyway
		}
		if !exists || now != news && news >= 0 {
			return now
		}
		news = now
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Relist asks for a listing at once.
func (k *Keeper) Relist() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// View is what the newest listing showed.
func (k *Keeper) View() View {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mu.view
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
	return Health{k.mu.passed, k.mu.active, k.mu.failing, k.mu.twin}
}

func (k *Keeper) alive() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.mu.active = time.Now()
}

// noted tells of the table's failures, and once when they are over.
func (k *Keeper) noted(doing string, err error) {
	now := time.Now()
	k.mu.Lock()
	k.mu.active = now
	since := k.mu.failing
	switch {
	case err == nil:
		k.mu.failing = time.Time{}
	case since.IsZero():
		k.mu.failing = now
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
