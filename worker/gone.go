package worker

import (
	"context"
	"iter"
	"time"

	"golang.org/x/sync/errgroup"
)

// A shard that the service no longer keeps: retention removed it before it was read to its end.
// Its reads answer ResourceNotFound for ever, and its children would wait for it as long. A
// single such answer proves nothing: the shard may be too new to be visible, or the stream be
// deleted. So the holder asks two listings, and then ends the shard.

const (
	notFoundFor = 10 * time.Second // of ResourceNotFound before the listings are asked
	looksAtOnce = 8                // two listings each, of a hundred calls a second that the service allows
)

// watchForGone ends the reading of shards that are gone. It returns when ctx is done.
func (r *run) watchForGone(ctx context.Context) error {
	for sleep(ctx, notFoundFor/2) {
		var group errgroup.Group
		group.SetLimit(looksAtOnce)
		for x := range r.missing(time.Now()) {
			group.Go(func() error {
				r.lookForGone(ctx, x)
				return nil
			})
		}
		_ = group.Wait() // its functions return nil
	}
	return nil
}

// missing is whose shard the service has said for long not to know.
func (r *run) missing(now time.Time) iter.Seq[*reader] {
	return func(yield func(*reader) bool) {
		for _, x := range r.held() {
			since := x.source.Status().NotFoundSince
			if !since.IsZero() && now.Sub(since) >= notFoundFor && !x.gone.Load() && !yield(x) {
				return
			}
		}
	}
}

// lookForGone asks the listings whether x's shard is gone, and ends its reading if it is.
func (r *run) lookForGone(ctx context.Context, x *reader) {
	key := x.held.Lease().Key
	is, err := r.syncer.Gone(ctx, x.held.Now())
	if ctx.Err() != nil || r.held()[key] != x { // its tenure ended meanwhile
		return
	}
	r.noted("look whether "+key.String()+" is still kept", err)
	if err == nil && is {
		r.emit(ShardExpired{key, x.held.Now().Done})
		x.gone.Store(true)
		x.source.Finish()
	}
}
