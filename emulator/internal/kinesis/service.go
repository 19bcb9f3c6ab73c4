package kinesis

// The service: where streams live, and what happens to a request before and after its operation.

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

// homes lists the places of one account and region, in no order.
func (s *Service) homes(account, region string) map[home]*place {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := map[home]*place{}
	for h, p := range s.mu.places {
		if h.account == account && h.region == region {
			found[h] = p
		}
	}
	return found
}

// A call is one request on its way through an operation.
type call struct {
	wire.Request
	service *Service
	op      *operation
}

// ms is the instant of the call in milliseconds, the resolution in which the service keeps time.
func (c *call) ms() int64 { return c.Now.UnixMilli() }

// asOf is the instant that a listing shows, which lags if the request asks for it.
func (c *call) asOf() int64 { return c.Now.Add(-c.StaleBy).UnixMilli() }

// stream finds the stream that a request names and locks its place: unlock it when done.
func (c *call) stream(name, arn *string) (*stream, func(), *wire.Error) {
	h, err := c.home(name, arn)
	if err != nil {
		return nil, nil, err
	}
	return c.streamAt(h)
}

// home is the stream that a request names, by name, ARN or both.
func (c *call) home(name, arn *string) (home, *wire.Error) {
	switch {
	case arn != nil:
		h, ok := parseARN(*arn)
		if !ok {
			return home{}, wire.Errorf(invalidArgument, "StreamARN %s is not the ARN of a stream.", *arn)
		}
		if name != nil && *name != h.name {
			return home{}, wire.Errorf(invalidArgument, "StreamName %s and StreamARN %s name different streams.", *name, *arn)
		}
		if h.region != c.Region {
			return home{}, c.noStream(h)
		}
		return h, nil
	case name != nil:
		return home{c.Account, c.Region, *name}, nil
	default:
		return home{}, wire.Errorf(invalidArgument, "Either StreamName or StreamARN must be given.")
	}
}

func (c *call) streamAt(h home) (*stream, func(), *wire.Error) {
	p := c.service.place(h, false)
	if p == nil {
		return nil, nil, c.noStream(h)
	}
	p.Lock()
	if err := c.admitStream(p, h); err != nil {
		p.Unlock()
		return nil, nil, err
	}
	if p.settle(c.ms()); p.stream == nil {
		p.Unlock()
		return nil, nil, c.noStream(h)
	}
	return p.stream, p.Unlock, nil
}

// serving is stream for operations on records, to which a stream that is CREATING or DELETING
// does not exist.
func (c *call) serving(name, arn *string) (*stream, func(), *wire.Error) {
	s, unlock, err := c.stream(name, arn)
	if err == nil && !s.serving() {
		unlock()
		return nil, nil, c.noStream(s.home)
	}
	return s, unlock, err
}

// idle is stream for operations that need the stream ACTIVE.
func (c *call) idle(name, arn *string) (*stream, func(), *wire.Error) {
	s, unlock, err := c.stream(name, arn)
	if err != nil {
		return nil, nil, err
	}
	if err := s.mustBeActive(); err != nil {
		unlock()
		return nil, nil, err
	}
	return s, unlock, nil
}

func (s *stream) mustBeActive() *wire.Error {
	if s.status == active {
		return nil
	}
	return wire.Errorf(resourceInUse, "Stream %s under account %s not ACTIVE, instead in state %s",
		s.home.name, s.home.account, s.status)
}
