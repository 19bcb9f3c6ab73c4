package checkpoint

import "time"

// Progress is what is done of a shard: what a lease row stores of it.
type Progress struct {
	Position Position
	Done     time.Time // arrival time up to which everything is done; zero: unknown
	Pending  *Pending  // a prepared checkpoint; nil: none
}

// Pending is a prepared checkpoint, the first phase of two: where it would go, and what the user
// wants to find again if the second phase never comes.
type Pending struct {
	Position Position
	State    []byte
}
