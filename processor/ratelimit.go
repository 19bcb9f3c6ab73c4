package processor

import (
	"context"
	"sync"
	"time"
)

// Holding records back, for what is behind the processor. It waits.

// RateLimit is an adapter that hands on no more records and bytes a second than rate allows, for each
// shard by itself. A batch that is larger than a second's worth is handed on in parts. What comes again
// after a failure counts again: it is another call of what is behind. The wait is within ProcessRecords;
// it ends when the worker stops, and then what was not handed on is left to the next one. Events:
// RateLimited, for each wait.
//
// A limit below what the shard gets lets it fall behind, up to losing records to the stream's retention:
// watch Behind.
func RateLimit(rate Rate) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return &limited{p, &limiter{rate: rate}} })
}

// SharedRateLimit is RateLimit for all the shards together of the worker that it is given to: their parts
// go in the order in which they ask.
func SharedRateLimit(rate Rate) func(Factory) Factory {
	shared := &limiter{rate: rate}
	return around(func(p RecordProcessor) RecordProcessor { return &limited{p, shared} })
}

// A limiter is a bucket that several shards take from.
type limiter struct {
	rate Rate
	mu   struct {
		sync.Mutex
		bucket
	}
}

// take is the next portion of records and how long it has to wait. giveBack is for who does not wait.
func (l *limiter) take(now time.Time, records []Record) (n int, wait time.Duration, giveBack func()) {
	n, cost := l.rate.portion(records)
	l.mu.Lock()
	defer l.mu.Unlock()
	wait = l.mu.take(now, cost)
	return n, wait, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.mu.paid = l.mu.paid.Add(-cost)
	}
}

type limited struct {
	RecordProcessor
	limiter *limiter
}

func (p *limited) ProcessRecords(ctx context.Context, in *Batch) error {
	attempt := in.Attempt
	for rest := in.Records; len(rest) > 0; attempt = 1 {
		n, wait, giveBack := p.limiter.take(time.Now(), rest)
		if wait > 0 {
			Emit(ctx, RateLimited{Shard: in.Shard, Records: n, Wait: wait})
		}
		if err := pauseFor(ctx, wait); err != nil {
			giveBack()
			return FailedAt(rest[0].Position, err)
		}
		part := in.part(rest[:n])
		part.Attempt = attempt
		if err := in.hand(ctx, p.RecordProcessor, part, rest[:n]); err != nil {
			return in.placed(err, rest)
		}
		rest = in.undone(rest[n:])
	}
	return nil
}

// pauseFor waits in a call of user code. It gives up when reading ends.
func pauseFor(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-Stopping(ctx):
		return ErrStopped
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
