package processor

import (
	"context"
	"time"
)

// The goroutines of Parallel: workers, up to n, which end when nothing may begin, and one for the tenure
// that starts them, lets failed lanes go on when they are due, and shows records that take long.

// A shift is a worker's.
type shift struct {
	at    *lane
	began time.Time // of the record
	limit time.Duration
	due   time.Time // when the record is to be shown as slow
}

func (s *shift) begin(at *lane, now time.Time) {
	s.at, s.began, s.limit, s.due = at, now, DefaultSlowAfter, now.Add(DefaultSlowAfter)
}

// cancelled notes that the context of the record has ended: soon it is to return.
func (s *shift) cancelled(now time.Time) { s.limit, s.due = overdueAfter, now.Add(overdueAfter) }

// slow tells for how long a record runs that is to be shown now; the next time is in twice that.
func (s *shift) slow(now time.Time) (time.Duration, bool) {
	if s.at == nil || s.due.After(now) {
		return 0, false
	}
	s.limit *= 2
	s.due = now.Add(s.limit)
	return now.Sub(s.began), true
}

// look is when to look at the shift again.
func (s *shift) look(now time.Time) time.Time {
	if s.at == nil { // between two records
		return now.Add(DefaultSlowAfter)
	}
	return s.due
}

// look has the foreman look if there is work for another worker. The caller holds the lock.
func (p *parallel) look() {
	if p.mu.ready.len() > 0 && len(p.mu.running) < p.n && !p.mu.ended {
		signal(p.kick)
	}
}

// lead is the foreman: it ends when the tenure does and all workers are gone.
func (p *parallel) lead(ctx context.Context) {
	defer close(p.over)
	timer := time.NewTimer(DefaultSlowAfter)
	defer timer.Stop()
	for {
		begin, slow, next, over := p.survey(time.Now())
		if over {
			return
		}
		for _, s := range begin {
			go p.work(ctx, s)
		}
		for _, long := range slow {
			Emit(ctx, Slow{Shard: p.shard, Call: "Parallel", For: long, Cause: context.Cause(ctx)})
		}
		if next.IsZero() {
			timer.Stop()
		} else {
			timer.Reset(time.Until(next))
		}
		select {
		case <-p.kick:
		case <-timer.C:
		}
	}
}

// survey says which workers to start, what to show, and when to look again.
func (p *parallel) survey(now time.Time) (begin []*shift, slow []time.Duration, next time.Time, over bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.mu.stopping && !p.mu.ended {
		next = p.mu.wake(now)
	}
	for free := min(p.n-len(p.mu.running), p.mu.ready.len()); free > 0 && !p.mu.ended; free-- {
		s := &shift{due: now.Add(DefaultSlowAfter)}
		p.mu.running[s] = struct{}{}
		begin = append(begin, s)
	}
	for s := range p.mu.running {
		if long, is := s.slow(now); is {
			slow = append(slow, long)
		}
		if due := s.look(now); next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return begin, slow, next, p.mu.ended && len(p.mu.running) == 0
}

// work runs records until none may begin.
func (p *parallel) work(ctx context.Context, s *shift) {
	defer p.leave(s) // also when user code ends the goroutine
	for {
		at := p.next(s)
		if at == nil {
			return
		}
		p.attempt(ctx, at)
	}
}

// next is the lane that a worker turns to.
func (p *parallel) next(s *shift) *lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.at = nil
	if p.mu.ended {
		return nil
	}
	at := p.mu.lanes.begin()
	if at == nil {
		return nil
	}
	s.begin(at, time.Now())
	return at
}

// leave notes that a worker is gone. Something may have become ready since it looked.
func (p *parallel) leave(s *shift) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.mu.running, s)
	p.look()
	if p.mu.ended {
		signal(p.kick)
	}
	if p.mu.waits {
		signal(p.freed)
	}
}
