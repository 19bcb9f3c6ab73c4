//go:build unix

package cost

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

// usage asks the system about this process.
func usage() (Reading, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return Reading{}, fmt.Errorf("cost: ask for the usage of this process: %w", err)
	}
	rss := u.Maxrss
	if runtime.GOOS != "darwin" {
		rss *= 1024 // kilobytes, except on a Mac
	}
	return Reading{CPU: time.Duration(u.Utime.Nano() + u.Stime.Nano()), MaxRSS: rss}, nil
}
