package fanout

// One subscription to one shard: the call, and its events one by one. Nothing is decided here.
//
// It has no goroutine of its own: events are read by who asks for them, and what ends a read is the
// context of the call, which close, the deadline and both callers' contexts end.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/middleware"

	"github.com/shardkeeper/shardkeeper/fanout/internal/frame"
)

// silence is how long nothing may come. The service sends an event every five seconds, if only an
// empty one: three that are lost are no accident.
const silence = 20 * time.Second

// A subscriber subscribes to shards.
type subscriber struct {
	client  subscribeAPI
	attempt time.Duration // bound of the call, not of the subscription
	silence time.Duration
	memory  func() *memory // for the next event; nil, or gives nil: memory of its own for each

	decoders *decoders // shared with others; nil: none
}

// A subscription gives events until it ends.
type subscription struct {
	shard  string
	ctx    context.Context // of the HTTP request; its cause is why reading ends early
	cancel context.CancelCauseFunc
	closed chan struct{} // closed when the body is

	frames   *frame.Reader
	decoders *decoders
	memory   func() *memory
	spare    *memory // of an event without records
	heard    bool    // it began as a stream of events

	began  time.Time // when the call did, by the local clock
	origin time.Time // the same by the service's, or a little earlier
	asked  time.Time // see event
}

// subscribe begins a subscription of the consumer with the ARN. ctx bounds its whole life.
func (s *subscriber) subscribe(ctx context.Context, arn, shard string, at place) (*subscription, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	bound := time.AfterFunc(s.attempt, func() { cancel(errOvertime) })
	began, taken := time.Now(), new(takeover)
	out, err := s.client.SubscribeToShard(ctx, subscribeInput(arn, shard, at), onlyOnce, taken.use)
	bound.Stop()
	switch {
	case err != nil:
		err = overtime(ctx, err, s.attempt)
	case taken.body == nil:
		err = errNoEvents
		abandon(out)
	default:
		err = context.Cause(ctx)
	}
	if err != nil {
		err = fmt.Errorf("fanout: subscribe to %s: %w", shard, err)
		cancel(err)
		taken.close()
		return nil, err
	}
	origin := began.Round(0)
	if date, ok := middleware.GetServerTime(out.ResultMetadata); ok {
		origin = date.Add(-time.Since(began))
	}
	return s.follow(ctx, cancel, shard, taken.body, began, origin), nil
}

// follow is the subscription whose events the body brings.
func (s *subscriber) follow(ctx context.Context, cancel context.CancelCauseFunc, shard string, body io.ReadCloser, began, origin time.Time) *subscription {
	sub := &subscription{
		shard: shard, ctx: ctx, cancel: cancel, closed: make(chan struct{}), memory: s.memory, decoders: s.decoders,
		began: began, origin: origin, asked: origin,
	}
	context.AfterFunc(ctx, func() {
		defer close(sub.closed)
		_ = body.Close() // whether or not that goes well, it is over
	})
	tooLong := time.AfterFunc(s.silence, func() { cancel(errSilent) })
	tooLong.Stop()
	sub.frames = frame.NewReader(&patient{body: body, within: s.silence, timer: tooLong})
	return sub
}

// close ends the subscription, and a next that waits. It returns when the connection is free.
func (s *subscription) close() {
	s.cancel(ErrClosed)
	<-s.closed
}

// next waits for the next event; makeRoom is asked for memory once its size is known, before the
// event is read. If ctx ends meanwhile, the subscription does. With an error, too, what the event
// says is reserved has been, and is the caller's to give back.
func (s *subscription) next(ctx context.Context, makeRoom func(ctx context.Context, bytes int64) (reserved int64, ok bool)) (event, error) {
	stop := context.AfterFunc(ctx, func() { s.cancel(context.Cause(ctx)) })
	defer stop()
	var e event
	for {
		if err := s.prelude(ctx, &e, makeRoom); err != nil {
			return event{reserved: e.reserved}, s.why(err)
		}
		is, err := s.rest(&e)
		if err != nil {
			return event{reserved: e.reserved}, s.why(err)
		}
		if is {
			return e, nil
		}
	}
}

// prelude waits for a message, and has room made for it.
func (s *subscription) prelude(ctx context.Context, e *event, makeRoom func(context.Context, int64) (int64, bool)) error {
	began := time.Now()
	total, err := s.frames.Prelude()
	switch {
	case !s.heard && errors.Is(err, frame.ErrGarbled):
		return fmt.Errorf("%w: %w", errNoEvents, err)
	case err != nil:
		return err
	}
	s.heard = true
	e.waited = time.Since(began)
	if e.waited >= nothingBuffered {
		s.asked = latest(s.asked, s.origin.Add(began.Sub(s.began)))
	}
	e.asked = s.asked
	if most := eventMost(total); most > e.reserved { // a message that says nothing leaves its room to the next
		more, ok := makeRoom(ctx, most-e.reserved)
		if !ok {
			return cmp.Or(context.Cause(ctx), ErrClosed)
		}
		e.reserved += more
	}
	return nil
}

// rest reads the message, and tells whether it is the event.
func (s *subscription) rest(e *event) (is bool, err error) {
	in := newIntake(s.take())
	m, err := s.frames.Rest(in.buffer())
	if err != nil {
		return false, err
	}
	in.body = m.Buffer
	if is, err = takes(m); is {
		err = s.decode(in, m.Payload)
	}
	if err != nil {
		return false, err
	}
	e.page, e.records, e.payload, e.bytes = in.page, in.records, in.payload, int64(len(in.body))
	if e.memory = in.release(); len(e.records) == 0 {
		s.spare, e.memory, e.records = e.memory.spare(), nil, nil
	}
	return is, nil
}

// decode reads an event, when it is its turn.
func (s *subscription) decode(in *intake, payload []byte) error {
	if s.decoders != nil {
		defer s.decoders.enter()()
	}
	return in.readEvent(payload)
}

// take is the memory for the next message.
func (s *subscription) take() (m *memory) {
	if m, s.spare = s.spare, nil; m == nil && s.memory != nil {
		m = s.memory()
	}
	return m
}

// why is the error in our words.
func (s *subscription) why(err error) error {
	if cause := context.Cause(s.ctx); cause != nil {
		err = cause // what the read says then is chance
	} else if err == io.EOF {
		err = errEnd
	}
	return fmt.Errorf("fanout: next event of %s: %w", s.shard, err)
}

// patient ends the wait for a read that brings nothing in time. Between reads no time passes.
type patient struct {
	body   io.Reader
	within time.Duration
	timer  *time.Timer
}

func (p *patient) Read(into []byte) (int, error) {
	p.timer.Reset(p.within)
	defer p.timer.Stop()
	return p.body.Read(into)
}
