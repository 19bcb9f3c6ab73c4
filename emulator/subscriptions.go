package emulator

// Ending subscriptions from outside: what a test does to those that run, as a service does that fails,
// or a network.

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// EndSubscriptions ends the running subscriptions of SubscribeToShard as the service does after five
// minutes: without an error. The options choose by the call that began them, and Times and After by
// the order in which they began. It tells how many it ended.
//
// However a subscription ends, the service refuses the next one of the same consumer and shard for
// five seconds after the last began.
func (e *Emulator) EndSubscriptions(opts ...Option) int { return e.subscriptions.cut(cut{}, opts) }

// BreakSubscriptions breaks the connections of running subscriptions; see [Emulator.EndSubscriptions].
func (e *Emulator) BreakSubscriptions(opts ...Option) int {
	return e.subscriptions.cut(cut{broken: true}, opts)
}

// FailSubscriptions ends running subscriptions with a fault among their events, such as
// InternalFailure or ResourceInUse; see [Emulator.EndSubscriptions].
func (e *Emulator) FailSubscriptions(f Fault, opts ...Option) int {
	return e.subscriptions.cut(cut{fault: f}, opts)
}

// A cut is an end from outside: a broken connection, a fault, or a clean end.
type cut struct {
	broken bool
	fault  Fault
}

// step is the cut as the last step of a subscription.
func (c cut) step() wire.Step {
	if c.broken || c.fault == "" {
		return wire.Step{End: true}
	}
	err := c.fault.refusal(Kinesis)
	payload := rendered(json.Marshal(map[string]string{"message": err.Message}))
	return wire.Step{Frames: []wire.Frame{{Type: err.Type, Exception: true, Payload: payload}}, End: true}
}

// subscriptions are those that run, in the order in which they began.
type subscriptions struct {
	mu struct {
		sync.Mutex
		running []*subscription
	}
}

// A subscription is one that runs.
type subscription struct {
	call *Call
	once sync.Once
	over chan struct{} // closed when it is cut
	how  cut           // set before over is closed
}

// begin adds a subscription, which the caller ends.
func (s *subscriptions) begin(c *Call) *subscription {
	sub := &subscription{call: c, over: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.running = append(s.mu.running, sub)
	return sub
}

func (s *subscriptions) end(gone *subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.running = slices.DeleteFunc(s.mu.running, func(sub *subscription) bool { return sub == gone })
}

// cut ends those that options choose. It does not wait for their clients to learn of it.
func (s *subscriptions) cut(how cut, opts []Option) (n int) {
	chosen := Hook{operation: "*", options: newOptions(opts)}
	for _, sub := range s.list() {
		if sub.call.passage.backstage || !chosen.applies(sub.call) {
			continue
		}
		sub.once.Do(func() {
			sub.how = how
			close(sub.over)
			n++
		})
	}
	return n
}

func (s *subscriptions) list() []*subscription {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mu.running)
}

// next is the next step: the subscription's own, unless it is cut.
func (s *subscription) next(events wire.Events, now time.Time) wire.Step {
	select {
	case <-s.over:
		return s.how.step()
	default:
		return events.Next(now)
	}
}

// finish breaks the connection if that is how the subscription was cut.
func (s *subscription) finish(w http.ResponseWriter) {
	select {
	case <-s.over:
		if s.how.broken {
			abort(w)
		}
	default:
	}
}
