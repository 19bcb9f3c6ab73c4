package fanout

// What both ways of reading note of an answer and of a failure.

import "time"

// received notes an answer, which is without what was fetched before, to a call that began at began.
func (r *reader) received(a answer, began, now time.Time) {
	failing := r.cursor.failing
	next, gap := r.cursor.answered(a, r.retention())
	r.cursor = next
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

// noteFailure shows a call that failed in Status.
func (r *reader) noteFailure(o outcome, err error, began, now time.Time) {
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
}

func (r *reader) retention() time.Duration {
	if r.Retention == nil {
		return 0
	}
	return r.Retention()
}
