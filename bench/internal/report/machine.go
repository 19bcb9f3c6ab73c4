package report

// What machine it was: what matters for the numbers, and nothing that tells whose it is.

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Machine is a sentence. What a system does not tell is left out.
func Machine() string {
	parts := []string{fmt.Sprintf("%s, %s/%s, %d cores", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())}
	if model := entry("/proc/cpuinfo", "model name"); model != "" {
		parts[0] += " (" + model + ")"
	}
	var kib int64
	if n, _ := fmt.Sscan(entry("/proc/meminfo", "MemTotal"), &kib); n == 1 {
		parts = append(parts, fmt.Sprintf("%d GB of memory", (kib+1<<19)>>20))
	}
	if load := Load(); load != "" {
		parts = append(parts, "load average "+load+" before the first run")
	}
	return strings.Join(parts, ", ") + "."
}

// Load is how many threads wanted to run in the last minute, on average: what is above 0 before a run
// begins is other work, which shares the caches and the cores.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	load, _, _ := strings.Cut(string(text), " ")
	return load
}

// entry is the first value with this name.
func entry(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
