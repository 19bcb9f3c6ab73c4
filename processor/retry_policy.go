package processor

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// When a record that failed is tried again, and when it is given up, as a function of values.

// A RetryPolicy says how long to wait before a record that failed is tried again, and for how long it is
// tried. Its zero value is what the runner does by itself: for ever, with pauses from 100 ms to 30 s.
type RetryPolicy struct {
	First    time.Duration // the pause after the first failure; it doubles from there. 0: 100 ms, longer than a hiccup of a network
	Most     time.Duration // the longest pause. 0: 30 s, short enough to go on soon after an outage
	Jitter   float64       // the share of each pause, from 0 to 1, of which a random part is taken away. 0: a half; below 0: none
	Attempts int           // a record that failed so often is given up; 0: never. Lambda's MaximumRetryAttempts, and one
	MaxAge   time.Duration // a record that fails and arrived longer ago is given up; 0: never. Lambda's MaximumRecordAgeInSeconds
}

// ErrGivenUp is wrapped by the error of a record that a RetryPolicy gave up; so is what failed last.
var ErrGivenUp = errors.New("given up")

// Pause is how long to wait after so many attempts, the first of which is 1. random, from 0 to 1, is how
// much of the jitter is taken away, so that the shards of a fleet that failed together do not come back
// together.
func (p RetryPolicy) Pause(attempt int, random float64) time.Duration {
	pause, most := cmp.Or(p.First, retryFirst), cmp.Or(p.Most, retryMost)
	for range attempt - 1 {
		if pause >= most/2 {
			pause = most
			break
		}
		pause *= 2
	}
	pause = min(pause, most)
	return pause - time.Duration(random*p.jitter()*float64(pause))
}

func (p RetryPolicy) jitter() float64 {
	if p.Jitter == 0 {
		return 0.5
	}
	return min(max(p.Jitter, 0), 1)
}

// exhausted says why a record that failed at that attempt and at that age is given up; "": it is not.
func (p RetryPolicy) exhausted(attempt int, age time.Duration) string {
	switch {
	case p.Attempts > 0 && attempt >= p.Attempts:
		return fmt.Sprintf("after attempt %d of %d", attempt, p.Attempts)
	case p.MaxAge > 0 && age >= p.MaxAge:
		return fmt.Sprintf("at an age of %v, more than %v", age.Round(time.Millisecond), p.MaxAge)
	}
	return ""
}

// decide is err with what is to come of it. A verdict that it bears already stands: a pause that user
// code asked for is kept until the limit, and what is final already stays as it is.
func (p RetryPolicy) decide(err error, attempt int, age time.Duration, random float64) error {
	if IsFinal(err) {
		return err
	}
	if why := p.exhausted(attempt, age); why != "" {
		return Final(&givenUp{why, err})
	}
	if verdictOf(err) != nil {
		return err
	}
	return RetryAfter(err, p.Pause(attempt, random))
}

// givenUp unwraps to what failed alone, which may name a record; ErrGivenUp does not.
type givenUp struct {
	why string
	err error
}

func (e *givenUp) Error() string        { return "given up " + e.why + ": " + e.err.Error() }
func (e *givenUp) Unwrap() error        { return e.err }
func (e *givenUp) Is(target error) bool { return target == ErrGivenUp }
