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
	charged int64     // to the budget; 0 of the oldest
	memory  []*memory // that its records point into; to be used again
	joins   bool      // it may become part of the page before it
}

// What is merged into one page at most: what a page has at most, and bytes as many as pages aim at.
const (
	mergedRecords = DefaultLimit
	mergedBytes   = 2 * pageAim // of memory
)

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

// put adds a page for which reserved was charged, and gives what of that goes back. Of those that join,
// small ones that wait become one: a subscription gives many, and a slow processor gets them in fewer
// calls then. One without records only tells how far things are.
func (s *shelf) put(p shelved, reserved int64) (refund int64) {
	free := s.empty()
	p.charged = min(p.bytes, reserved)
	if s.waiting() > 0 && s.pages[len(s.pages)-1].takes(p) {
		free = len(s.pages) == 1
		s.pages[len(s.pages)-1].merge(p)
	} else {
		s.pages = append(s.pages, p)
	}
	if free {
		refund, s.pages[0].charged = p.charged, 0
	}
	return refund + reserved - p.charged
}

func (s *shelved) takes(p shelved) bool {
	return len(p.page.Records) == 0 ||
		p.joins && s.bytes+p.bytes <= mergedBytes && len(s.page.Records)+len(p.page.Records) <= mergedRecords
}

func (s *shelved) merge(p shelved) {
	p.page.Records = append(s.page.Records, p.page.Records...)
	s.page = p.page
	s.bytes += p.bytes
	s.charged += p.charged
	s.memory = append(s.memory, p.memory...)
}

// take gives the oldest page to the processor; false if none waits.
func (s *shelf) take() (processor.Page, bool) {
	if s.out || s.empty() {
		return processor.Page{}, false
	}
	s.out = true
	return s.pages[0].page, true
}

// drop removes the page that the processor has, if it has one, and gives its memory. The next one is
// free of charge then: its charge goes back.
func (s *shelf) drop() (refund int64, done []*memory) {
	if !s.out {
		return 0, nil
	}
	s.out = false
	done = s.pages[0].memory
	s.pages[0] = shelved{} // not kept alive by the slice
	s.pages = s.pages[1:]
	if s.empty() {
		s.pages = nil // nor is the slice, by a shard that is idle
		return 0, done
	}
	refund, s.pages[0].charged = s.pages[0].charged, 0
	return refund, done
}

// keep forgets the memory of the page that is with the processor: it is not used again.
func (s *shelf) keep() {
	if s.out {
		s.pages[0].memory = nil
	}
}

// clear removes everything.
func (s *shelf) clear() (refund int64, done []*memory) {
	for _, p := range s.pages {
		refund += p.charged
		done = append(done, p.memory...)
	}
	*s = shelf{}
	return refund, done
}
