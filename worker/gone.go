package worker

import (
	"context"
	"errors"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
)

// A shard that the service no longer keeps: retention removed it before it was read to its end.
// Its reads answer ResourceNotFound for ever, and its children would wait for it as long. A
// single such answer proves nothing: the shard may be too new to be visible, or the stream be
// deleted. So the holder asks two listings, and then ends the shard.

const notFoundFor = 10 * time.Second // of ResourceNotFound before the listings are asked

// errGone ends reading: the shard is gone by two listings.
var errGone = errors.New("worker: the shard is no longer kept")

// A mortalSource is a source that comes to the end of the shard when the shard is gone.
type mortalSource struct {
	processor.Source
	gone context.Context // done when it is
}

// Next is the source's next page, or an end without children: the listing knows those.
func (s mortalSource) Next(ctx context.Context) (processor.Page, error) {
	reading, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(s.gone, func() { cancel(errGone) })()
	page, err := s.Source.Next(reading)
	if err != nil && ctx.Err() == nil && errors.Is(context.Cause(reading), errGone) {
		return processor.Page{End: true}, nil
	}
	return page, err
}

// watchForGone ends gone once the shard of x is gone. It returns when the tenure is over.
func (r *run) watchForGone(ctx context.Context, x *reader, gone func()) {
	for sleep(ctx, notFoundFor/2) {
		since := x.source.Status().NotFoundSince
		if since.IsZero() || time.Since(since) < notFoundFor {
			continue
		}
		is, err := r.syncer.Gone(ctx, x.held.Now())
		if ctx.Err() != nil {
			return
		}
		r.noted("look whether "+x.held.Lease().Key.String()+" is still kept", err)
		if err == nil && is {
			r.emit(ShardExpired{x.held.Lease().Key, x.held.Now().Done})
			gone()
			return
		}
	}
}
