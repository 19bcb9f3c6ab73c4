package processor

import "time"

// What is done again waits first: long enough that a sick database is not hammered, short enough
// that a hiccup costs little.
const (
	retryFirst = 100 * time.Millisecond
	retryMost  = 30 * time.Second
)

// retryAfter is the pause after so many failures in a row: it doubles, and random (0 to 1) takes
// up to half of it away, so that the shards of a fleet that failed together do not come back
// together.
func retryAfter(failures int, random float64) time.Duration {
	pause := retryMost
	if shift := failures - 1; shift < 16 {
		pause = min(retryFirst<<max(shift, 0), retryMost)
	}
	return pause - time.Duration(random*float64(pause/2))
}
