package fanout

// A line is a subscription and the one that renews it: the service ends each after five minutes, and
// the next is there before. Which of them is followed changes between two events; what both bring is
// dropped once, by its position.

import (
	"context"
	"math/rand/v2"
	"time"
)

// A subscription is renewed some time before its end, at a time of its own, so that a worker's
// shards do not all call at once. The service ends one after 300 s (service limit).
const (
	renewFirst = 4 * time.Minute
	renewLast  = 4*time.Minute + 45*time.Second
	renewAgain = 10 * time.Second // after a try that failed
)

type line struct {
	*reader
	sub    *subscription
	due    time.Time      // when sub is to be renewed
	coming chan candidate // of one: the next; nil: it was not asked for
}

// A candidate is the subscription that comes next, or why it does not.
type candidate struct {
	sub *subscription
	err error
}

func (r *reader) newLine(sub *subscription) *line {
	return &line{reader: r, sub: sub, due: renewal(time.Now(), rand.Float64())}
}

// renewal is when a subscription is renewed that began at began. random is within 0 and 1.
func renewal(began time.Time, random float64) time.Time {
	return began.Add(renewFirst + time.Duration(random*float64(renewLast-renewFirst)))
}

// next gives the next event of the one that is followed.
func (l *line) next(ctx context.Context) (event, error) {
	l.renew(ctx)
	e, err := l.sub.next(ctx, l.source.makeRoom)
	for err != nil && l.coming != nil && l.change(<-l.coming) { // the old one ended because the new one began
		l.source.release(e.reserved)
		e, err = l.sub.next(ctx, l.source.makeRoom)
	}
	return e, err
}

// renew asks for the next subscription when it is due, and changes to it when it is there.
func (l *line) renew(ctx context.Context) {
	if l.coming == nil && !time.Now().Before(l.due) && l.maySubscribe() {
		l.ask(ctx)
	}
	select {
	case c := <-l.coming:
		l.change(c)
	default:
	}
}

// ask asks for a subscription behind what was taken until now. Its answer always comes.
func (l *line) ask(ctx context.Context) {
	coming, at := make(chan candidate, 1), l.cursor.place()
	l.coming = coming
	go func() {
		sub, err := l.subscribe(ctx, at)
		coming <- candidate{sub, err}
	}()
}

// change goes over to a candidate, if it is one.
func (l *line) change(c candidate) bool {
	l.coming = nil
	if c.err != nil {
		l.due = time.Now().Add(renewAgain)
		return false
	}
	l.sub.close()
	l.sub, l.due = c.sub, renewal(time.Now(), rand.Float64())
	l.subscribed(true)
	return true
}

// close ends them. The context of a call under way has ended.
func (l *line) close() {
	l.sub.close()
	if l.coming == nil {
		return
	}
	if c := <-l.coming; c.err == nil {
		c.sub.close()
	}
}
