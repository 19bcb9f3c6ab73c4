package main

// What a process uses, and what of that an idle shard costs.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A result is one line of the report.
type result struct {
	Leases      string  `json:"leases"`
	Shards      int     `json:"shards"`
	Interval    float64 `json:"interval_seconds"`
	Failover    float64 `json:"failover_seconds"`
	Live        float64 `json:"live_bytes_per_shard"`  // heap objects and stacks after a collection
	Stacks      float64 `json:"stack_bytes_per_shard"` // of that
	RSS         float64 `json:"rss_bytes_per_shard"`   // resident, as the collector's default lets it be
	PeakRSS     int64   `json:"max_rss_bytes"`
	Goroutines  float64 `json:"goroutines_per_shard"`
	CPU         float64 `json:"cpu_seconds_per_second"`
	KinesisRate float64 `json:"kinesis_calls_per_second"`
	DynamoRate  float64 `json:"dynamodb_calls_per_second"`
	Takes       float64 `json:"start_seconds"` // until every shard was held and read
	Stops       float64 `json:"stop_seconds"`
	Lost        int64   `json:"leases_lost"`
	Troubles    int64   `json:"troubles"`
}

// count measures a worker that holds its shards and is at rest.
func (t trial) count(ctx context.Context, before usage, c *calls, seen *events) result {
	r := result{Leases: t.Leases, Shards: t.Shards, Interval: t.interval().Seconds(), Failover: t.Failover.Seconds()}
	endProfile := t.profileCPU()
	kinesis, dynamodb, from, began := c.kinesis.Load(), c.dynamodb.Load(), cpu(), time.Now()
	t.say("is measured for %v", t.Span)
	select {
	case <-time.After(t.Span):
	case <-ctx.Done():
	}
	seconds := time.Since(began).Seconds()
	r.CPU = (cpu() - from).Seconds() / seconds
	r.KinesisRate = float64(c.kinesis.Load()-kinesis) / seconds
	r.DynamoRate = float64(c.dynamodb.Load()-dynamodb) / seconds
	endProfile()
	shards := float64(t.Shards)
	r.RSS = float64(rss()-before.rss) / shards
	after := usualUsage()
	r.Stacks = float64(after.stacks-before.stacks) / shards
	r.Live = float64(after.objects-before.objects)/shards + r.Stacks
	r.Goroutines = float64(after.goroutines-before.goroutines) / shards
	t.profile("heap")
	t.profile("goroutine")
	r.Lost, r.Troubles = seen.lost.Load(), seen.troubles.Load()
	return r
}

type usage struct{ objects, stacks, goroutines, rss int64 }

// usualUsage is the median of some moments: calls under way come and go.
func usualUsage() usage {
	var all [5]usage
	for i := range all {
		all[i] = usageNow()
		time.Sleep(time.Second)
	}
	median := func(of func(usage) int64) int64 {
		var values []int64
		for _, u := range all {
			values = append(values, of(u))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return usage{
		objects:    median(func(u usage) int64 { return u.objects }),
		stacks:     median(func(u usage) int64 { return u.stacks }),
		goroutines: median(func(u usage) int64 { return u.goroutines }),
	}
}

// usageNow is what is alive, after a collection.
func usageNow() usage {
	runtime.GC()
	samples := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/heap/stacks:bytes"},
		{Name: "/sched/goroutines:goroutines"},
	}
	metrics.Read(samples)
	value := func(i int) int64 { return int64(samples[i].Value.Uint64()) }
	return usage{value(0), value(1), value(2), rss()}
}

// rss is what of this process is in memory; 0 where /proc does not tell.
func rss() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

func rusage() syscall.Rusage {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it fails only for arguments that are wrong
	return u
}

func cpu() time.Duration {
	u := rusage()
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func peakRSS() int64 { return rusage().Maxrss << 10 } // KiB on Linux

// profile writes a profile of the process as it is.
func (t trial) profile(name string) {
	if t.Profiles == "" {
		return
	}
	f, err := os.Create(t.file(name))
	if err != nil {
		t.give("profile: %v", err)
	}
	defer f.Close()
	if err := pprof.Lookup(name).WriteTo(f, 0); err != nil {
		t.give("profile: %v", err)
	}
}

// profileCPU profiles until it is told to end.
func (t trial) profileCPU() (end func()) {
	if t.Profiles == "" {
		return func() {}
	}
	f, err := os.Create(t.file("cpu"))
	if err != nil {
		t.give("profile: %v", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		t.give("profile: %v", err)
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // what is lacking shows when it is read
	}
}

func (t trial) file(kind string) string {
	return filepath.Join(t.Profiles, fmt.Sprintf("idle-%s-%d-%s.pprof", t.Leases, t.Shards, kind))
}

// line prints a result for a machine.
func line(r result) {
	text, err := json.Marshal(r)
	if err == nil {
		fmt.Println(string(text))
	}
}

// table prints a result for a person.
func table(r result) {
	const kib = 1 << 10
	fmt.Printf("%d shards, leases in %s, read every %v s, failover %v s\n", r.Shards, r.Leases, r.Interval, r.Failover)
	fmt.Printf("  a shard   %.1f KiB alive (%.1f of stacks), %.1f KiB resident, %.1f goroutines\n", r.Live/kib, r.Stacks/kib, r.RSS/kib, r.Goroutines)
	fmt.Printf("  a second  %.0f ms of CPU, %.0f calls of Kinesis, %.0f of DynamoDB\n", 1000*r.CPU, r.KinesisRate, r.DynamoRate)
	fmt.Printf("  at all    start %.1f s, stop %.1f s, at most %d MiB resident, %d leases lost, %d troubles\n", r.Takes, r.Stops, r.PeakRSS>>20, r.Lost, r.Troubles)
}
