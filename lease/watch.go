package lease

// The Keeper's watch: when to look at the table again.

import (
	"context"
	"time"
)

// await returns when the table is to be listed again, after a pass that began at began: when news
// are announced, when a row that fell silent may be free, when somebody asks for it, and every
// third of a failover time. Whatever the reason, listings have a pause between them.
func (k *Keeper) await(ctx context.Context, began time.Time, listed bool) {
	wake, view := k.outlook()
	lowest, known := view.Lowest()
	soonest := began.Add(k.Policy.retryAfter())
	next := k.nextListing(view, began, listed)
	next = later(next, soonest)
	for {
		select {
		case <-time.After(min(newsEvery, time.Until(next))):
		case <-wake:
			next = soonest
		case <-ctx.Done():
			return
		}
		k.alive()
		k.announce(ctx) // what could not be announced before
		if !time.Now().Before(next) {
			return
		}
		if known && next.After(soonest) && k.news(ctx, lowest, view.news) {
			next = soonest
		}
	}
}

// nextListing is when the table is listed if nothing is announced before.
func (k *Keeper) nextListing(view View, began time.Time, listed bool) time.Time {
	if !listed {
		return began.Add(k.Policy.Attempt())
	}
	next := began.Add(k.Policy.ListEvery())
	if again := k.Policy.LookAgain(view); !again.IsZero() {
		next = earlier(next, again)
	}
	return next
}

// news tells whether something was announced since the row was listed with news of seen.
func (k *Keeper) news(ctx context.Context, lowest Key, seen int64) bool {
	ctx, cancel := context.WithTimeout(ctx, k.Policy.Attempt())
	defer cancel()
	now, exists, err := k.Table.News(ctx, lowest)
	if err != nil {
		return false // the next listing comes anyway
	}
	return !exists || now > seen // less is a read from the past
}

func (k *Keeper) outlook() (<-chan struct{}, View) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mu.wake, k.lend()
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Relist asks for a listing at once. Before Run it does nothing: Run begins with one.
func (k *Keeper) Relist() {
	k.mu.Lock()
	wake := k.mu.wake
	k.mu.Unlock()
	select {
	case wake <- struct{}{}:
	default:
	}
}
