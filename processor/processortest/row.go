package processortest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// ErrLost is the cause of a lost lease, where a test gave no other.
var ErrLost = errors.New("processortest: the lease was lost")

// A Row stands for the row of the tenure's lease: a Committer, and the two functions that a Runner
// asks about the lease. It takes what it is told, in the order in which it was told.
type Row struct {
	Takes time.Duration     // how long a Commit and a Finish take
	Fail  func(n int) error // asked with the number of each Commit, from 1; an error fails it

	mu struct {
		sync.Mutex
		progress checkpoint.Progress
		history  []checkpoint.Progress
		commits  int
		lost     error
		over     bool
		late     int
	}
}

// NewRow is a row with that progress.
func NewRow(p checkpoint.Progress) *Row {
	r := &Row{}
	r.mu.progress = p
	return r
}

// Save stores p at once.
func (r *Row) Save(p checkpoint.Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.store(p)
}

// Commit stores p, unless Fail has an error for it or the lease is lost.
func (r *Row) Commit(ctx context.Context, p checkpoint.Progress) error {
	n := r.count()
	if err := r.pass(ctx); err != nil {
		return err
	}
	if r.Fail != nil {
		if err := r.Fail(n); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mu.lost != nil {
		return r.mu.lost
	}
	r.store(p)
	return nil
}

// Finish is the last write. It fails if the lease is lost.
func (r *Row) Finish(o processor.Outcome) error {
	if err := r.pass(context.Background()); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mu.lost != nil {
		return r.mu.lost
	}
	r.store(o.Progress)
	r.mu.over = true
	return nil
}

// errNobodys is what a lease answers that was given up.
var errNobodys = errors.New("processortest: the lease was given up")

// Held is the cause with which the lease was lost, nil while it is held. After the last write it is
// nobody's, as a lease in a table is.
func (r *Row) Held() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mu.over && r.mu.lost == nil {
		return errNobodys
	}
	return r.mu.lost
}

// Lose takes the lease away: nothing is stored from now on.
func (r *Row) Lose(cause error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.lost = cause
}

// Progress is what the row says.
func (r *Row) Progress() checkpoint.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mu.progress
}

// History is what it said, one by one.
func (r *Row) History() []checkpoint.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.mu.history)
}

// Late counts the writes that came when the tenure was over. A Runner makes none.
func (r *Row) Late() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mu.late
}

// store is for who holds the lock.
func (r *Row) store(p checkpoint.Progress) {
	if r.mu.over || r.mu.lost != nil {
		r.mu.late++
		return
	}
	r.mu.progress = p
	r.mu.history = append(r.mu.history, p)
}

func (r *Row) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.commits++
	return r.mu.commits
}

func (r *Row) pass(ctx context.Context) error {
	if r.Takes == 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(r.Takes)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
