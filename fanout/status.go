package fanout

// What can be seen of a source.

import "time"

// Status is how a source is doing. It is copied under a lock that is never held for long.
type Status struct {
	LastCall      time.Time     // when the last call began that was answered or failed
	LastError     string        // of the last call; "": it was answered
	Failures      int           // since the last answer
	NotFoundSince time.Time     // since when the service says that there is no such shard; zero: it does not. Proves nothing alone
	Rate          float64       // calls a second that are allowed now; below 4 the shard is shared
	Behind        time.Duration // from the tip of the shard, as of the last answer
	Retrieval     Mode          // Polling or FanOut: how it is read now
	RetrievalWhy  string        // in a sentence
	Takeovers     int           // how often, in a row, another subscription of the consumer ended this reader's
	TakenOver     time.Time     // when that was last; zero: never
	Held          int64         // bytes of pages that are being processed or wait
	Waiting       bool          // for the budget, to read ahead
}

// Status is how the source is doing now.
func (s *Source) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := s.mu.status
	status.Held = s.mu.shelf.bytes()
	return status
}

// note changes what Status says.
func (s *Source) note(change func(*Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.mu.status)
}
