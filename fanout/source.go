package fanout

// What the processor reads from, and what a reader fills: the two ends of one shelf. Nothing here
// knows how records are retrieved.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
)

// ErrClosed is wrapped by the error of Next when the source was closed.
var ErrClosed = errors.New("source is closed")

// A Source gives the pages of one shard in order, without a gap. It reads ahead from the time
// that it was opened until it is closed. It implements processor.Source.
type Source struct {
	shard  string
	budget *Budget // nil: pages are not charged

	recycle func(*memory) // takes the memory of a page that is done

	cancel func()        // ends reading
	done   chan struct{} // closed when the reader is through
	ready  chan struct{} // of one: a page came
	freed  chan struct{} // of one: a page went

	mu struct {
		sync.Mutex
		shelf  shelf
		end    *processor.Page    // the last page, without its records
		giveUp context.CancelFunc // ends the wait for the budget: the next page is free of charge
		status Status
	}
}

var _ processor.Source = (*Source)(nil)

func newSource(shard string, budget *Budget) *Source {
	return &Source{
		shard:  shard,
		budget: budget,
		done:   make(chan struct{}),
		ready:  make(chan struct{}, 1),
		freed:  make(chan struct{}, 1),
	}
}

// start runs the reader that fills s. It has a context of its own, which Close ends; wake is called then.
func (s *Source) start(run func(context.Context), wake func()) {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = func() {
		cancel()
		wake()
	}
	go func() {
		defer close(s.done)
		run(ctx)
	}()
}

// Next gives the next page as soon as there is one. The page before is done with then: its room
// is free. Calls of Next are serial. Behind the page with End it gives that page again, without
// records. An error means that ctx is done, or the source closed.
func (s *Source) Next(ctx context.Context) (processor.Page, error) {
	s.free()
	for {
		if p, ok := s.take(); ok {
			return p, nil
		}
		select {
		case <-s.ready:
		case <-ctx.Done():
			return processor.Page{}, fmt.Errorf("fanout: next page of %s: %w", s.shard, context.Cause(ctx))
		case <-s.done:
			if p, ok := s.take(); ok { // the reader's last page
				return p, nil
			}
			return processor.Page{}, fmt.Errorf("fanout: next page of %s: %w", s.shard, ErrClosed)
		}
	}
}

// Finish ends reading without waiting for that: behind the pages that were read ahead comes an end of
// the shard that names no children. It is for a shard that the service no longer keeps, whose reads
// would fail for ever.
func (s *Source) Finish() {
	s.mu.Lock()
	if s.mu.end == nil {
		s.mu.end = &processor.Page{End: true}
	}
	s.mu.Unlock()
	s.cancel() // Next looks again when the reader is through
}

// Close ends reading and returns when it has ended. Pages that were read ahead are forgotten.
func (s *Source) Close() {
	s.cancel()
	<-s.done
	s.mu.Lock()
	refund, done := s.mu.shelf.clear()
	s.mu.end = nil
	s.mu.Unlock()
	s.release(refund)
	s.forget(done)
}

func (s *Source) take() (processor.Page, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.mu.shelf.take(); ok {
		p.Keep = s.keep
		return p, true
	}
	if s.mu.end != nil {
		return *s.mu.end, true
	}
	return processor.Page{}, false
}

// keep leaves the memory of the page that is handed out to the garbage collector.
func (s *Source) keep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.shelf.keep()
}

// free drops the page that was handed out.
func (s *Source) free() {
	s.mu.Lock()
	refund, done := s.mu.shelf.drop()
	giveUp := s.mu.giveUp
	if !s.mu.shelf.empty() {
		giveUp = nil
	}
	s.mu.Unlock()
	s.release(refund)
	s.forget(done)
	if giveUp != nil {
		giveUp()
	}
	signal(s.freed)
}

// put hands an answer to the processor's side; done: all that arrived until then is in it or came
// before. What was reserved beyond its size goes back.
func (s *Source) put(a answer, done time.Time, reserved int64) {
	p := shelved{page: a.page(done), bytes: a.held(), joins: a.continuation != ""}
	if a.memory != nil {
		p.memory = []*memory{a.memory}
	}
	s.mu.Lock()
	if s.mu.end != nil { // Finish was faster: nothing comes behind an end
		s.mu.Unlock()
		s.release(reserved)
		return
	}
	refund := s.mu.shelf.put(p, reserved)
	if a.end {
		s.mu.end = &processor.Page{Behind: a.behind, Done: done, End: true, Children: a.children}
	}
	s.mu.Unlock()
	s.release(refund)
	signal(s.ready)
}

// forget gives the memory of pages that are done to be used again.
func (s *Source) forget(done []*memory) {
	for _, m := range done {
		s.recycle(m)
	}
}

// signal leaves a note that one goroutine reads; one note is enough.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
