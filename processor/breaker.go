package processor

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A shard that leaves alone for a while what keeps failing. It reads the clock; breaker_state.go decides.

// ErrCircuitOpen is wrapped by the error with which CircuitBreaker refuses a batch while it is open.
var ErrCircuitOpen = errors.New("processor: the circuit is open")

// CircuitBreaker is an adapter that stops calling user code for a while when it has failed too often: what
// is behind it gets time to recover. The shard waits meanwhile, by RetryAfter, with its lease. When the
// pause is over a few records are handed on (policy.Probe); if they are done the circuit closes and the
// rest follows in the same call, else it stays open for another pause.
//
// A call that did not finish its batch counts as a failure. What does not: errors that bear a verdict of
// their own about the record or the shard (Final, HaltShard, StopWorker), and those of a call whose
// context ended or that gave up because the worker stops. Resume does not close it. Each shard has its
// own. Events: CircuitOpened, CircuitClosed.
func CircuitBreaker(policy BreakerPolicy) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return &breaker{RecordProcessor: p, policy: policy} })
}

type breaker struct {
	RecordProcessor
	policy  BreakerPolicy
	circuit circuit
}

func (p *breaker) ProcessRecords(ctx context.Context, in *Batch) error {
	attempt := in.Attempt
	for rest := in.Records; len(rest) > 0; attempt = 1 {
		n := p.circuit.admits(p.policy, len(rest), time.Now())
		if n == 0 {
			left := time.Until(p.circuit.until)
			return FailedAt(rest[0].Position, RetryAfter(fmt.Errorf("%w for %v more", ErrCircuitOpen, left.Round(time.Millisecond)), left))
		}
		if why := over(ctx); why != nil && len(rest) < len(in.Records) {
			return FailedAt(rest[0].Position, why)
		}
		part := in.part(rest[:n])
		part.Attempt = attempt
		err := in.hand(ctx, p.RecordProcessor, part, rest[:n])
		if pause := p.note(ctx, in.Shard, err); pause > 0 {
			err = RetryAfter(err, pause)
		}
		if err != nil {
			return in.placed(err, rest)
		}
		rest = in.undone(rest[n:])
	}
	return nil
}

// note counts how a call went, and tells for how long the circuit is open now.
func (p *breaker) note(ctx context.Context, s Shard, err error) (pause time.Duration) {
	if err != nil && (IsFinal(err) || over(ctx) != nil) {
		return 0
	}
	before := p.circuit
	p.circuit = before.after(p.policy, err != nil, time.Now())
	switch {
	case before.open && !p.circuit.open:
		Emit(ctx, CircuitClosed{Shard: s})
	case err != nil && p.circuit.open:
		pause = p.policy.pause()
		Emit(ctx, CircuitOpened{Shard: s, Pause: pause, Err: err})
	}
	return pause
}
