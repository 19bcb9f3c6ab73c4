package lease

// How a Keeper lets go: what it tells others of a lease that has become free, and how Run ends.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// left announces that a row is free, and claims the children of a shard that ended.
func (k *Keeper) left(ctx context.Context, row Lease) {
	k.mu.Lock()
	k.wrote(row)
	if row.Finished() {
		for _, child := range row.Children {
			k.mu.claims = append(k.mu.claims, row.Key.Sibling(child))
		}
	}
	k.mu.untold = true
	k.mu.Unlock()
	if row.Finished() {
		k.Relist()
	}
	k.announce(ctx)
}

// announce tells the fleet to look at the table. Announcements merge: one is under way at a time,
// and one more goes out if anything came up since it was sent. One that failed is repeated by the
// watch: an asker that is not told in time loses what was handed to it to whoever looks first.
func (k *Keeper) announce(ctx context.Context) {
	for {
		k.mu.Lock()
		lowest, known := k.mu.view.Lowest()
		if k.mu.announcing || !k.mu.untold || !known {
			k.mu.Unlock()
			return // whoever is announcing goes round once more
		}
		k.mu.announcing, k.mu.untold = true, false
		k.mu.Unlock()
		attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.Policy.Attempt())
		err := k.Table.Announce(attempt, lowest)
		cancel()
		k.noteWrite("announce a free lease", err)
		k.mu.Lock()
		k.mu.announcing, k.mu.untold = false, k.mu.untold || err != nil
		k.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// stop waits until every tenure has ended, for user code up to StopTimeout. The tenures were told
// to stop by the end of Run's own context; no more of them begin.
func (k *Keeper) stop(ctx context.Context) error {
	ended := make(chan struct{})
	go func() {
		k.withdrawAll(ctx)
		k.tenures.Wait()
		close(ended)
	}()
	if within(k.StopTimeout, ended) {
		return nil
	}
	for _, h := range k.Holding() {
		h.cancel(ErrStopTimeout)
	}
	if within(afterCancelling, ended) {
		return nil
	}
	late := k.Holding()
	close(k.abandon)
	<-ended
	var names []string
	for _, h := range late {
		names = append(names, h.first.Key.String())
	}
	return fmt.Errorf("%w: %v after the stop was asked for; its leases were left to expire: %s",
		ErrStopTimeout, k.StopTimeout, strings.Join(names, ", "))
}

func within(limit time.Duration, done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

// withdraw takes back one ask.
func (k *Keeper) withdraw(ctx context.Context, asked Lease) {
	_, err := k.apply(ctx, asked.Withdrawn())
	if _, refused := errors.AsType[*ConflictError](err); err != nil && !refused {
		return // it is tried again
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.mu.asks, asked.Key) // if it was gone already, so much the better
}

// withdrawAll takes back the asks, so that no lease is handed to a worker that is gone.
func (k *Keeper) withdrawAll(ctx context.Context) {
	k.mu.Lock()
	var moves []Lease
	for _, l := range k.mu.asks {
		moves = append(moves, l)
	}
	k.mu.Unlock()
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, l := range moves {
		group.Go(func() error {
			k.withdraw(ctx, l)
			return nil
		})
	}
	_ = group.Wait() // its functions return nil
}
