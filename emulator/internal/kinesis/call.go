package kinesis

// A call, and how it finds the stream that it is about.

import (
	"iter"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

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

// streams are those of the caller's account and region, in no order, each locked for its turn.
func (c *call) streams() iter.Seq[*stream] {
	return func(yield func(*stream) bool) {
		for _, p := range c.service.placesOf(c.Account, c.Region) {
			if !p.show(c.ms(), yield) {
				return
			}
		}
	}
}

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
