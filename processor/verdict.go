package processor

import "time"

// What an error of ProcessRecords may say beside where it happened (FailedAt): when to try again, and
// that trying is of no use. Each wraps the error it is made of, and may be wrapped itself.

// RetryAfter is err, after which the next attempt comes after pause in place of the runner's own
// backoff.
func RetryAfter(err error, pause time.Duration) error {
	return &verdict{error: err, says: sayPause, pause: pause}
}

// Final is err, with the word that trying again is of no use. DeadLetter takes the record away; if
// nobody does, the shard is halted: no error ever skips a record by itself.
func Final(err error) error { return &verdict{error: err, says: sayFinal} }

// HaltShard is err, which stops the shard where it stands: the lease is kept, since another worker
// would meet the same record, and nothing more is delivered until Resume, or another tenure. Status
// says that it is halted, and why.
func HaltShard(err error) error { return &verdict{error: err, says: sayHalt} }

// StopWorker is err, which ends the worker's Run with it: all its shards stop as on any stop.
func StopWorker(err error) error { return &verdict{error: err, says: sayStop} }

// IsFinal tells whether err says that trying again is of no use: that of Final, HaltShard or
// StopWorker.
func IsFinal(err error) bool {
	v := verdictOf(err)
	return v != nil && v.says >= sayFinal
}

// IsStopWorker tells whether err is StopWorker's.
func IsStopWorker(err error) bool {
	v := verdictOf(err)
	return v != nil && v.says == sayStop
}

// saying is what a verdict says, the stronger the greater.
type saying int

const (
	sayPause saying = iota
	sayFinal
	sayHalt
	sayStop
)

type verdict struct {
	error
	says  saying
	pause time.Duration
}

func (v *verdict) Unwrap() error { return v.error }

// verdictOf is the strongest in the tree of err, nil if there is none; of several pauses, the first.
func verdictOf(err error) (strongest *verdict) {
	switch e := err.(type) {
	case *verdict:
		return stronger(e, verdictOf(e.error))
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			strongest = stronger(strongest, verdictOf(one))
		}
		return strongest
	case interface{ Unwrap() error }:
		return verdictOf(e.Unwrap())
	}
	return nil
}

func stronger(a, b *verdict) *verdict {
	if a == nil || b != nil && b.says > a.says {
		return b
	}
	return a
}
