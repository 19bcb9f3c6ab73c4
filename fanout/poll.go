package fanout

// The loop that polls one shard: wait, make room, ask, hand over. It decides nothing: pace says
// when, cursor where, outcome what a failure means.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

type reader struct {
	Poller
	shard  string
	source *Source
	cursor cursor
	pace   pace
}

// run reads until ctx is done or the shard has ended.
func (r *reader) run(ctx context.Context) {
	for wait(ctx, r.pace.next) {
		reserved, ok := r.source.makeRoom(ctx, pageMost(r.pace.limit))
		if !ok {
			return
		}
		a, err := r.ask(ctx)
		if err != nil {
			r.source.giveBack(reserved)
			continue
		}
		r.source.put(a.page(r.cursor.mark), a.held(), reserved)
		if a.ended() {
			return
		}
	}
}

// ask makes one try at the next page. What an error means is dealt with here: the caller only
// tries again.
func (r *reader) ask(ctx context.Context) (answer, error) {
	began := time.Now()
	a, err := r.fetch(ctx, began)
	if err == nil && a.ended() && a.children == nil && !r.cursor.endBelieved() {
		err = fmt.Errorf("fanout: get records of %s: %w", r.shard, errNoChildren)
	}
	now := time.Now()
	switch {
	case err == nil:
		a = a.without(r.cursor.last)
		r.succeeded(a, began, now)
	case ctx.Err() == nil: // a call that Close cut short is no failure
		r.failed(err, began, now)
	}
	return a, err
}

// fetch gets a page, and an iterator before it where there is none.
func (r *reader) fetch(ctx context.Context, began time.Time) (answer, error) {
	if r.cursor.iterator == "" {
		iterator, err := r.takeIterator(ctx)
		if err != nil {
			return answer{}, err
		}
		r.cursor.iterator = iterator
		began = time.Now()
	}
	limit := r.pace.limit
	in := &kinesis.GetRecordsInput{ShardIterator: &r.cursor.iterator, Limit: &limit}
	in.StreamARN, _ = r.stream()
	ctx, cancel := context.WithTimeoutCause(ctx, r.Attempt, errOvertime)
	defer cancel()
	out, err := r.Client.GetRecords(ctx, in, onlyOnce)
	if err != nil {
		return answer{}, fmt.Errorf("fanout: get records of %s: %w", r.shard, overtime(ctx, err))
	}
	return read(out, limit, began, time.Now())
}

func (r *reader) takeIterator(ctx context.Context) (string, error) {
	at := r.cursor.place()
	in := &kinesis.GetShardIteratorInput{ShardId: &r.shard, ShardIteratorType: at.kind}
	in.StreamARN, in.StreamName = r.stream()
	if at.number != "" {
		in.StartingSequenceNumber = &at.number
	}
	if !at.time.IsZero() {
		in.Timestamp = &at.time
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.Attempt, errOvertime)
	defer cancel()
	out, err := r.Client.GetShardIterator(ctx, in, onlyOnce)
	if err != nil {
		return "", fmt.Errorf("fanout: get iterator of %s: %w", r.shard, overtime(ctx, err))
	}
	return aws.ToString(out.ShardIterator), nil
}

// onlyOnce turns the SDK's own retries off. Three attempts of up to 20 s outlast a lease, and
// their quota is shared by all shards of a client: one shard's throttles would cost the others.
func onlyOnce(o *kinesis.Options) { o.Retryer = aws.NopRetryer{} }

func (r *reader) succeeded(a answer, began, now time.Time) {
	failing := r.cursor.failing
	next, gap := r.cursor.answered(a, r.retention())
	r.cursor = next
	r.pace = r.pace.answered(began, now, a.count, a.payload, !a.caughtUp())
	r.source.note(func(s *Status) {
		s.LastCall, s.LastError, s.Failures, s.NotFoundSince = began, "", 0, time.Time{}
		s.Rate, s.Behind = r.pace.rate(), a.behind
	})
	if gap != nil {
		gap.Shard = r.shard
		r.observe(*gap)
	}
	if !failing.IsZero() {
		r.observe(Recovered{Shard: r.shard, After: now.Sub(failing)})
	}
	r.observe(Fetched{Shard: r.shard, Records: len(a.records), Bytes: a.payload, Behind: a.behind, Took: now.Sub(began)})
}

func (r *reader) failed(err error, began, now time.Time) {
	o := classify(err)
	r.cursor = r.cursor.failed(o, now)
	switch o {
	case throttled:
		r.pace = r.pace.throttled(now, rand.Float64())
	case tooSlow:
		r.pace = r.pace.late()
		fallthrough
	default:
		r.pace = r.pace.after(now, o.backoff(r.cursor.streak, rand.Float64()))
	}
	r.source.note(func(s *Status) {
		s.LastCall, s.LastError, s.Rate = began, err.Error(), r.pace.rate()
		s.Failures++
		switch {
		case o != notFound:
			s.NotFoundSince = time.Time{}
		case s.NotFoundSince.IsZero():
			s.NotFoundSince = now
		}
	})
	r.observe(failure(r.shard, o, err, r.pace.next.Sub(now)))
}

func (r *reader) retention() time.Duration {
	if r.Retention == nil {
		return 0
	}
	return r.Retention()
}

// wait pauses until then, and tells whether ctx still runs.
func wait(ctx context.Context, then time.Time) bool {
	pause := time.Until(then)
	if pause <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
