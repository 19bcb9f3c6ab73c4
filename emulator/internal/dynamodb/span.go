package dynamodb

// Spans: which stretch of an ordered table or index a listing goes through, and in which direction.

import "encoding/binary"

// A span is the places from low up to but not including high; no high is no bound. After is the
// place of the last item that the client has seen, if any.
type span struct {
	low, high place
	after     *place
	backward  bool
}

// beyond tells whether a place is still to come for the client.
func (s span) beyond(p place) bool {
	if s.after == nil {
		return true
	}
	if s.backward {
		return p.compare(*s.after) < 0
	}
	return p.compare(*s.after) > 0
}

// starting narrows the span to what is beyond its after, so that nothing before has to be looked at.
func (s span) starting() span {
	switch {
	case s.after == nil:
	case s.backward && (s.high == place{} || s.after.compare(s.high) < 0):
		s.high = *s.after
	case !s.backward && s.after.compare(s.low) > 0:
		s.low = *s.after
	}
	return s
}

// holds tells whether a place is in the span.
func (s span) holds(p place) bool {
	return p.compare(s.low) >= 0 && (s.high == place{} || p.compare(s.high) < 0)
}

// segment is the span of one segment of a parallel scan: a range of hashes.
func segment(n, of int64) span {
	s := span{low: bound(n, of)}
	if n+1 < of {
		s.high = bound(n+1, of)
	}
	return s
}

// bound is where a segment begins.
func bound(n, of int64) place {
	if n == 0 {
		return place{}
	}
	step := ^uint64(0)/uint64(of) + 1
	return place{partition: string(binary.BigEndian.AppendUint64(nil, step*uint64(n)))}
}

// within is the span of all items with one hash key: up to the lowest string above its partition.
func within(partition string) span {
	return span{low: place{partition: partition}, high: place{partition: partition + "\x00"}}
}
