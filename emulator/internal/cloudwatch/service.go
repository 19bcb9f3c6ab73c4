package cloudwatch

// The service: where metrics live, and what happens to a request before its operation.

import (
	"sync"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A Service is every metric of every account. Its zero value is ready.
type Service struct {
	operations struct {
		sync.Once
		byName map[string]operation
	}

	mu struct {
		sync.RWMutex
		places map[home]*place
	}
}

// Serve answers one request. Refusals are called by their shapes, whatever the protocol: see
// [QueryCode].
func (s *Service) Serve(req wire.Request) (wire.Answer, *wire.Error) {
	s.operations.Do(func() { s.operations.byName = registry() })
	c := &call{Request: req, service: s}
	op := s.operations.byName[req.Operation]
	if op == nil {
		return wire.Answer{}, c.unknown()
	}
	document, err := op(c)
	return wire.Answer{Document: document}, err
}

// place is where the metrics of a home are. It is made by the first who asks.
func (s *Service) place(h home) *place {
	s.mu.RLock()
	p := s.mu.places[h]
	s.mu.RUnlock()
	if p != nil {
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

// A call is one request on its way through an operation.
type call struct {
	wire.Request
	service *Service
}

// now is the second of the call.
func (c *call) now() int64 { return c.Now.Unix() }

// place locks the caller's metrics: unlock it when done.
func (c *call) place() (*place, func()) {
	p := c.service.place(home{c.Account, c.Region})
	p.Lock()
	p.sweep(c.now())
	return p, p.Unlock
}

func (c *call) unknown() *wire.Error {
	if c.Encoding == wire.Query {
		return wire.Errorf("InvalidAction", "The action %s is not valid for this web service: the emulator has no such CloudWatch operation.", c.Operation)
	}
	return wire.Errorf("UnknownOperationException", "The emulator has no CloudWatch operation %q.", c.Operation)
}
