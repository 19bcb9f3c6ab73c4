package fanout

// Room for what is read next: a place on the shelf, and bytes of the budget that a worker's shards share.

import "context"

// makeRoom waits until a page of at most most bytes may be read, and gives what was reserved for
// it. It tells whether ctx still runs.
func (s *Source) makeRoom(ctx context.Context, most int64) (reserved int64, ok bool) {
	if s.isEmpty() {
		return 0, ctx.Err() == nil
	}
	for ctx.Err() == nil {
		wait, cancel := context.WithCancel(ctx)
		s.mu.Lock()
		full, free := s.mu.shelf.full(), s.mu.shelf.empty() || s.budget == nil
		s.mu.giveUp = cancel
		s.mu.status.Waiting = !free && !full
		s.mu.Unlock()
		reserved, ok = s.oneTry(wait, full, free, most)
		s.mu.Lock()
		s.mu.giveUp = nil
		s.mu.status.Waiting = false
		s.mu.Unlock()
		cancel()
		if ok {
			return reserved, true
		}
	}
	return 0, false
}

func (s *Source) isEmpty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mu.shelf.empty()
}

// oneTry waits for what is missing: a place, or bytes of the budget.
func (s *Source) oneTry(ctx context.Context, full, free bool, most int64) (int64, bool) {
	switch {
	case full:
		select {
		case <-s.freed:
		case <-ctx.Done():
		}
		return 0, false
	case free:
		return 0, true
	}
	return most, s.budget.reserve(ctx, most) == nil
}

// release gives back what was reserved and is not needed.
func (s *Source) release(n int64) {
	if s.budget != nil {
		s.budget.release(n)
	}
}
