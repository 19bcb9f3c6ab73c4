package kinesis

// Waking those who wait: a record came, a shard closed, a subscription or its stream is over. A bell
// says no more than "look again", so nobody is told what happened, and nobody who looks under the
// stream's lock misses anything. The lock is held in each of these.

// A bell is for those who wait for a shard, or for any shard of a stream.
type bell struct{ awaited chan struct{} }

// awaits is closed at the next ring.
func (b *bell) awaits() <-chan struct{} {
	if b.awaited == nil {
		b.awaited = make(chan struct{})
	}
	return b.awaited
}

// ring has those look again who wait. No bell has nobody.
func (b *bell) ring() {
	if b != nil && b.awaited != nil {
		close(b.awaited)
		b.awaited = nil
	}
}

// wake has those look again who wait for the shard, or for any shard of its stream.
func (sh *shard) wake() {
	sh.waiting.ring()
	sh.bell.ring()
}

// wake has those look again who wait for a shard of the stream, whichever.
func (s *stream) wake() {
	for _, sh := range s.shards {
		sh.wake()
	}
}
