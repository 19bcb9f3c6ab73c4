// Package cost says what this process has used so far.
package cost

import (
	"runtime"
	"time"
)

// A Reading is of one moment; the process began at zero.
type Reading struct {
	CPU    time.Duration // of the user and of the system for it, all threads
	MaxRSS int64         // bytes of memory at the most so far
	Allocs uint64        // heap objects allocated so far
}

// Read reads. It stops the world for an instant.
func Read() (Reading, error) {
	r, err := usage()
	if err != nil {
		return r, err
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r.Allocs = m.Mallocs
	return r, nil
}
