package wire

// What a service answers: a document, events for as long as somebody listens, or nothing yet.

import "time"

// An Answer is a document, a stream of events if Events is set, or none yet if Wait is.
type Answer struct {
	Document []byte
	Events   Events
	Wait     *Wait
}

// A Wait is an answer that is still to come, of an operation that waits for something. Nothing has
// happened yet. The front asks again with the same request, its Since set, so a request that waits holds
// no goroutine of the service either.
type Wait struct {
	Until time.Time       // ask again then at the latest
	Wake  <-chan struct{} // ask again when it is closed; nil: only Until counts
}

// Events are a subscription. The front drives it: it asks for the next step, sends what it says,
// and asks again. So a subscription holds no goroutine and no clock, and makes the next page only
// when the client has taken the last.
type Events interface {
	// Next is what happens at now.
	Next(now time.Time) Step
	// Leave tells that nobody listens any more, whoever ended it. It is called once.
	Leave(now time.Time)
}

// A Step is what a subscription does at an instant: it sends frames, then it ends or waits.
type Step struct {
	Frames []Frame
	End    bool            // after the frames, the stream ends
	Until  time.Time       // ask again then at the latest; zero: at once
	Wake   <-chan struct{} // ask again when it is closed; nil: only Until counts
}

// A Frame is one event, or the exception that ends a stream.
type Frame struct {
	Type      string // "SubscribeToShardEvent", or the exception's name
	Exception bool
	Payload   []byte // JSON, whatever the request was written in
}
