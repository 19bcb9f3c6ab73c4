package fanout

// The pages of one shard between the service and the processor, as plain data: which page is
// whose, and what the budget is charged for them. Its owner holds a lock.

import "github.com/shardkeeper/shardkeeper/processor"

// pagesAhead is how many pages wait at most behind the one that is being processed: enough that
// the processor never waits for a call, few enough that a hung one ties up little.
const pagesAhead = 3

// A shelf holds pages in order. The oldest is free of charge: a shard may always hold one page,
// so that none is starved by others.
type shelf struct {
	pages []shelved // oldest first
	out   bool      // the oldest is with the processor
}

type shelved struct {
	page    processor.Page
	bytes   int64
	charged int64 // to the budget; 0 of the oldest
}

// waiting is how many pages are there for the taking.
func (s *shelf) waiting() int {
	if s.out {
		return len(s.pages) - 1
	}
	return len(s.pages)
}

func (s *shelf) full() bool { return s.waiting() >= pagesAhead }

// empty tells whether the next page is free of charge.
func (s *shelf) empty() bool { return len(s.pages) == 0 }

func (s *shelf) bytes() (n int64) {
	for _, p := range s.pages {
		n += p.bytes
	}
	return n
}

// put adds a page of so many bytes for which reserved was charged, and gives what of that goes
// back. A page without records only tells the newest one that waits how far things are, so that
// an idle shard under a slow processor holds one page and not many.
func (s *shelf) put(p processor.Page, bytes, reserved int64) (refund int64) {
	if n := len(s.pages); len(p.Records) == 0 && s.waiting() > 0 {
		newest := &s.pages[n-1].page
		newest.Behind, newest.Done, newest.End, newest.Children = p.Behind, p.Done, p.End, p.Children
		return reserved
	}
	charged := min(bytes, reserved)
	if s.empty() {
		charged = 0
	}
	s.pages = append(s.pages, shelved{p, bytes, charged})
	return reserved - charged
}

// take gives the oldest page to the processor; false if none waits.
func (s *shelf) take() (processor.Page, bool) {
	if s.out || s.empty() {
		return processor.Page{}, false
	}
	s.out = true
	return s.pages[0].page, true
}

// drop removes the page that the processor has, if it has one. The next one is free of charge
// then: its charge goes back.
func (s *shelf) drop() (refund int64) {
	if !s.out {
		return 0
	}
	s.out = false
	s.pages[0] = shelved{} // not kept alive by the slice
	s.pages = s.pages[1:]
	if s.empty() {
		return 0
	}
	refund, s.pages[0].charged = s.pages[0].charged, 0
	return refund
}

// clear removes everything.
func (s *shelf) clear() (refund int64) {
	for _, p := range s.pages {
		refund += p.charged
	}
	*s = shelf{}
	return refund
}
