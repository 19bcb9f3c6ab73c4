package fanout

// How many pages are decoded at once.

import (
	"runtime"
	"sync"
)

// decoders lets as many pages be decoded at once as there are processors. A hundred shards that are
// far behind answer together: all decoded at once, none would be done sooner, and what is renewed
// meanwhile, or called with a bound, would stand in the same queue.
type decoders struct {
	once  sync.Once
	slots chan struct{}
}

// enter waits for a place, which leave gives back. Nobody keeps one for longer than a page takes.
func (d *decoders) enter() (leave func()) {
	d.once.Do(func() { d.slots = make(chan struct{}, runtime.GOMAXPROCS(0)) })
	d.slots <- struct{}{}
	return func() { <-d.slots }
}
