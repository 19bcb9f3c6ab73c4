package processor

// Adapters, and how they are put around a processor.

// Chain puts adapters around the processors of f. The first named is the outermost: it is called first
// and sees the error last. What decides about an error stands outside of what finds out about it:
//
//	processor.Chain(f,
//		processor.DeadLetter(sink),                          // takes away what was given up
//		processor.Retry(processor.RetryPolicy{Attempts: 5}), // gives it up
//		processor.Bisect(),                                  // finds out which record it is
//	)
//
// An adapter is any func(Factory) Factory. Those of this package forward the calls that they do not
// change, and hand on what a processor within them takes over (Later).
func Chain(f Factory, adapters ...func(Factory) Factory) Factory {
	for i := len(adapters) - 1; i >= 0; i-- {
		f = adapters[i](f)
	}
	return f
}

// around is the adapter that puts wrap around each processor. A Factory that made none is told by the
// runner, so nothing is put around nothing.
func around(wrap func(RecordProcessor) RecordProcessor) func(Factory) Factory {
	return func(f Factory) Factory {
		return func(s Shard) RecordProcessor {
			inner := f(s)
			if inner == nil {
				return nil
			}
			return wrap(inner)
		}
	}
}
