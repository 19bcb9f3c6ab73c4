package kinesis

// The service: where streams live, and the way of a request to its operation.

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A Service is every stream of every account. Its zero value is ready; the fields are set before
// the first request.
type Service struct {
	Limits Limits

	// How long a stream is CREATING, UPDATING and DELETING. The service takes seconds; zero, at
	// once, is what most tests want.
	Creating, Updating, Deleting time.Duration

	// Measures is told what the service measures of its own traffic, from the goroutine of each call
	// and with no lock held; nil: nobody is.
	Measures func(Traffic)

	operations struct {
		sync.Once
		byName map[string]*operation
	}

	naming sync.Mutex // held while a channel is named: before any place's lock

	swept atomic.Int64 // milliseconds: when every stream was last looked at

	mu struct {
		sync.RWMutex
		places map[home]*place
		paces  map[accountPace]*rate
		keys   map[string]KeyState // by keyName; those that a test spoke of

		sources map[home]*place // of streams that have channels, or had

		queues map[string]*place // by ARN

		commitments map[accountRegion]commitment
	}
}

type accountPace struct{ account, region, operation string }

// Serve answers one request.
func (s *Service) Serve(req wire.Request) (wire.Answer, *wire.Error) {
	s.operations.Do(func() { s.operations.byName = registry() })
	op := s.operations.byName[req.Operation]
	if op == nil {
		return wire.Answer{}, wire.Errorf("UnknownOperationException", "The emulator has no Kinesis operation %q.", req.Operation)
	}
	s.sweep(req.Now.UnixMilli())
	return op.serve(&call{Request: req, service: s, op: op})
}

// place finds the place of a name. Only one that creates needs a place that was not there before.
func (s *Service) place(h home, create bool) *place {
	s.mu.RLock()
	p := s.mu.places[h]
	s.mu.RUnlock()
	if p != nil || !create {
		return p
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p = s.mu.places[h]; p != nil {
		return p
	}
	if s.mu.places == nil {
		s.mu.places = map[home]*place{}
	}
	p = &place{}
	s.mu.places[h] = p
	return p
}

// admit counts a call of an operation that is limited per account.
func (s *Service) admit(account, region string, op *operation, now int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.paces == nil {
		s.mu.paces = map[accountPace]*rate{}
	}
	key := accountPace{account, region, op.name}
	r := s.mu.paces[key]
	if r == nil {
		r = &rate{}
		s.mu.paces[key] = r
	}
	return r.admit(now, op.pace.cost())
}

// placesOf lists the places of one account and region, in no order.
func (s *Service) placesOf(account, region string) []*place {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []*place
	for h, p := range s.mu.places {
		if h.account == account && h.region == region {
			found = append(found, p)
		}
	}
	return found
}
