package fanout

// The switch: which mode is wanted for which shard, while they are read, and who is told.

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// Set says how shards are to be read from now on: those named, or without names all, those included
// for which another mode was set before. What is being read changes at the next page: nothing is lost,
// repeated or reordered.
func (r *Retriever) Set(m Mode, shards ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(shards) == 0 {
		r.mu.mode, r.mu.shards = m, nil
	}
	for _, shard := range shards {
		if r.mu.shards == nil {
			r.mu.shards = map[string]Mode{}
		}
		r.mu.shards[shard] = m
	}
	for read := range r.mu.readers {
		read.poke(r.wanted(read.shard) == Polling)
	}
	if r.mu.changed != nil {
		close(r.mu.changed)
		r.mu.changed = nil
	}
}

// Wanted is the mode that is set for a shard.
func (r *Retriever) Wanted(shard string) Mode {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.wanted(shard)
}

// wanted is for who holds the lock.
func (r *Retriever) wanted(shard string) Mode {
	if m, own := r.mu.shards[shard]; own {
		return m
	}
	return r.mu.mode
}

// Run keeps the consumer of enhanced fan-out as soon as one is wanted, and tells the shards of it. It
// returns when ctx is done. Without it only a Consumer that somebody else runs is of use.
func (r *Retriever) Run(ctx context.Context) {
	if r.Consumer == nil || !r.awaitFanOut(ctx) {
		return
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { r.Consumer.Run(ctx) })
	for ctx.Err() == nil {
		changed := r.Consumer.Changed()
		r.pokeAll()
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// awaitFanOut waits until some shard is wanted otherwise than by polling; it says no if ctx ends first.
func (r *Retriever) awaitFanOut(ctx context.Context) bool {
	for {
		changed, is := r.fanOutWanted()
		if is {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

func (r *Retriever) fanOutWanted() (changed <-chan struct{}, is bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mu.changed == nil {
		r.mu.changed = make(chan struct{})
	}
	others := slices.ContainsFunc(slices.Collect(maps.Values(r.mu.shards)), func(m Mode) bool { return m != Polling })
	return r.mu.changed, r.mu.mode != Polling || others
}

func (r *Retriever) pokeAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for read := range r.mu.readers {
		read.poke(false)
	}
}

func (r *Retriever) enter(read *reader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mu.readers == nil {
		r.mu.readers = map[*reader]bool{}
	}
	r.mu.readers[read] = true
}

func (r *Retriever) leave(read *reader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.mu.readers, read)
}
