//go:build unix

package cost

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// usage asks the system about this process.
func usage() (Reading, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return Reading{}, fmt.Errorf("cost: ask for the usage of this process: %w", err)
	}
	return Reading{CPU: time.Duration(u.Utime.Nano() + u.Stime.Nano()), MaxRSS: peak(u.Maxrss)}, nil
}

// peak is the most memory that this program had. On Linux the usage of a process also counts what the
// process that started it had at that time, so the status is asked, which is of this program alone.
func peak(maxrss int64) int64 {
	text, _ := os.ReadFile("/proc/self/status") // elsewhere there is none
	for line := range strings.Lines(string(text)) {
		var kib int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kib); n == 1 {
			return kib << 10
		}
	}
	if runtime.GOOS == "darwin" {
		return maxrss // in bytes there
	}
	return maxrss << 10
}
