package fanout

// Polling: wait, make room, ask, hand over. It decides nothing: pace says when, cursor
// where, outcome what a failure means.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// poll reads until the shard has ended, which it tells, or there is to be read otherwise.
//
// Here is waited, and nothing else done: what a goroutine does grows its stack, which it keeps while it
// waits, in each of thousands of shards that are idle. A call of the SDK takes 32 KiB.
func (r *reader) poll(ctx context.Context) (ended bool) {
	for !ended && ctx.Err() == nil && r.doing == Polling {
		if !r.pause(ctx, r.pace.next) {
			apart(func() { r.choose() })
			continue
		}
		reserved, ok := r.source.makeRoom(ctx, pageMost(r.pace.limit))
		switch {
		case !ok:
			return false
		case !r.turns.enter(ctx, r.poked): // behind the wait for room: who has the turn waits for no processor
			r.source.release(reserved)
			return false
		}
		apart(func() { ended = r.pollOnce(ctx, reserved) })
		r.turns.leave()
	}
	return ended
}

// apart does it in a goroutine of its own, and waits for that.
func apart(do func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	<-done
}

// pollOnce gets a page if it can and is still to, and hands it over.
func (r *reader) pollOnce(ctx context.Context, reserved int64) (ended bool) {
	if r.choose() != Polling {
		r.source.release(reserved)
		return false
	}
	a, err := r.ask(ctx)
	if err != nil {
		r.source.release(reserved)
		return false
	}
	r.source.put(a, r.cursor.mark, reserved)
	return a.end
}

// ask makes one try at the next page. What an error means is dealt with here: the caller only
// tries again.
func (r *reader) ask(ctx context.Context) (answer, error) {
	began := time.Now()
	a, err := r.fetch(ctx, began)
	if err == nil && a.end && a.children == nil && !r.cursor.endBelieved() {
		err = fmt.Errorf("fanout: get records of %s: %w", r.shard, errNoChildren)
	}
	now := time.Now()
	switch {
	case err == nil:
		a = a.without(r.cursor.last)
		r.pace = r.pace.among(r.held()).answered(began, now, a.count, a.payload, !a.caughtUp())
		if !r.scattered && a.count == 0 && a.caughtUp() {
			r.scattered, r.pace = true, r.pace.scattered(began, rand.Float64())
		}
		r.received(a, began, now)
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
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	bound := time.AfterFunc(r.attempt(), func() { cancel(errOvertime) })
	defer bound.Stop()
	took := newIntake(r.memories.get(r.Pages))
	json := r.inJSON()
	call := pages{into: took, bound: bound, decoders: &r.decoders}
	out, err := r.Client.GetRecords(ctx, in, onlyOnce, call.use(json))
	if err == nil && !took.taken {
		err = took.copied(out)
	}
	if err != nil {
		r.memories.putUnused(took.spared())
		return answer{}, fmt.Errorf("fanout: get records of %s: %w", r.shard, r.stepped(json, overtime(ctx, err, r.attempt())))
	}
	r.understood(json)
	a := paged(out, took, limit, began, time.Now())
	if len(a.records) == 0 { // an idle shard needs no memory while it waits
		r.memories.putUnused(a.memory)
		a.records, a.memory = nil, nil
	}
	return a, nil
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
	ctx, cancel := context.WithTimeoutCause(ctx, r.attempt(), errOvertime)
	defer cancel()
	out, err := r.Client.GetShardIterator(ctx, in, onlyOnce)
	if err != nil {
		return "", fmt.Errorf("fanout: get iterator of %s: %w", r.shard, overtime(ctx, err, r.attempt()))
	}
	return aws.ToString(out.ShardIterator), nil
}

// onlyOnce turns the SDK's own retries off. Three attempts of up to 20 s outlast a lease, and
// their quota is shared by all shards of a client: one shard's throttles would cost the others.
func onlyOnce(o *kinesis.Options) { o.Retryer = aws.NopRetryer{} }

func (r *reader) failed(err error, began, now time.Time) {
	o := classify(err)
	r.cursor = r.cursor.failed(o, now)
	pause := o.backoff(r.cursor.streak, rand.Float64())
	switch o {
	case throttled:
		r.pace = r.pace.throttled(now, rand.Float64())
	case tooSlow:
		r.pace = r.pace.among(r.held()).late(now, pause)
	default:
		r.pace = r.pace.after(now, pause)
	}
	retry := r.pace.next.Sub(now)
	r.noteFailure(o, err, began, now)
	if o == misworded && r.cursor.streak == 1 {
		return // the next call asks otherwise, at once; EncodingChanged tells when that is answered
	}
	r.observe(failure(r.shard, o, err, retry))
}
