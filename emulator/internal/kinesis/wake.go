package kinesis

// Waking those who wait for a shard: a record came, the shard closed, a subscription or its stream is
// over. A channel that is closed says no more than "look again", so nobody is told what happened, and
// nobody who looks under the stream's lock misses anything. The lock is held in each of these.

// awaits is closed at the next wake.
func (sh *shard) awaits() <-chan struct{} {
	if sh.awaited == nil {
		sh.awaited = make(chan struct{})
	}
	return sh.awaited
}

// wake has those look again who wait for the shard.
func (sh *shard) wake() {
	if sh.awaited != nil {
		close(sh.awaited)
		sh.awaited = nil
	}
}

// wake has those look again who wait for any shard of the stream.
func (s *stream) wake() {
	for _, sh := range s.shards {
		sh.wake()
	}
}
