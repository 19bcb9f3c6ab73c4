package processor

// The life of one tenure as a function: in which state it is, what happened, what to do next.
// Nothing here waits, calls or writes; runner.go does what it is told and says how it went.
// testdata/lifecycle.mmd is the picture, drawn from next by a test.

// A state is where a tenure stands.
type state int

const (
	waitingToInitialize state = iota // the first one, and after each failed Initialize
	initializing
	reading
	processing
	waitingToProcess // a batch failed
	ending           // ShardEnded is called
	waitingToEnd     // it failed, or did not acknowledge the end
	stopping         // ShutdownRequested is called
	leaving          // the last write gives the lease up
	finishing        // the last write is SHARD_END
	losing           // LeaseLost is called
	done
)

var stateNames = [...]string{"waiting to initialize", "initializing", "reading", "processing", "waiting to process again",
	"ending", "waiting to end again", "stopping", "leaving", "finishing", "losing", "done"}

func (s state) String() string { return stateNames[s] }

// An event is how the last action went.
type event int

const (
	returned   event = iota // the call returned nil, the write was made
	failed                  // the call or the write did not
	waited                  // the pause is over
	records                 // there is something to process
	endOfShard              // everything is done, and there will be nothing more
	stop                    // reading shall end; comes only of read and wait, so a call under way finishes
	outOfTime               // the context is cancelled, but the lease is held
	lost                    // the lease may not be relied on any more
)

var eventNames = [...]string{"returned", "failed", "waited", "records", "end of shard", "stop", "out of time", "lease lost"}

func (e event) String() string { return eventNames[e] }

// An action is what the runner does next.
type action int

const (
	nothing action = iota
	wait
	read
	callInitialize
	callProcessRecords
	callShardEnded
	callShutdownRequested
	release  // the last write: it gives the lease up
	storeEnd // the last write: SHARD_END
	callLeaseLost
)

var actionNames = [...]string{"nothing", "wait", "read", "call Initialize", "call ProcessRecords",
	"call ShardEnded", "call ShutdownRequested", "release", "store SHARD_END", "call LeaseLost"}

func (a action) String() string { return actionNames[a] }

// needsTime tells whether the action is for a tenure that still has the time for it: when user
// code's time is up the last write is still made, and asks by itself whether the lease is held.
func (a action) needsTime() bool {
	switch a {
	case release, storeEnd, callLeaseLost, nothing:
		return false
	}
	return true
}

// first is how a tenure begins: with a pause of no length, so that one that is to stop already
// makes no call at all.
func first() (state, action) { return waitingToInitialize, wait }

// next is the whole life cycle. A pair that cannot occur changes nothing.
func (s state) next(e event) (state, action) {
	switch {
	case s == done || s == losing:
		return done, nothing
	case e == lost:
		return losing, callLeaseLost
	case s == leaving: // whether the last write was made or not: the lease is not ours any more
		return losing, callLeaseLost
	case e == outOfTime && s != finishing:
		return leaving, release
	}
	type when struct {
		state
		event
	}
	switch (when{s, e}) {
	case when{waitingToInitialize, waited}:
		return initializing, callInitialize
	case when{waitingToInitialize, stop}: // never initialized: nothing to shut down
		return leaving, release
	case when{initializing, returned}, when{processing, returned}:
		return reading, read
	case when{initializing, failed}:
		return waitingToInitialize, wait
	case when{reading, records}, when{waitingToProcess, waited}:
		return processing, callProcessRecords
	case when{processing, failed}:
		return waitingToProcess, wait
	case when{reading, endOfShard}, when{waitingToEnd, waited}:
		return ending, callShardEnded
	case when{ending, returned}:
		return finishing, storeEnd
	case when{ending, failed}:
		return waitingToEnd, wait
	case when{reading, stop}, when{waitingToProcess, stop}, when{waitingToEnd, stop}:
		return stopping, callShutdownRequested
	case when{stopping, returned}, when{stopping, failed}:
		return leaving, release
	case when{finishing, returned}:
		return done, nothing
	case when{finishing, failed}:
		return losing, callLeaseLost
	}
	return s, nothing
}
