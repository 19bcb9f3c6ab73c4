// Idle measures what shards cost that nothing is put into: a worker that holds many of them, over a
// socket to an emulator in a process of its own.
//
//	go -C bench run ./idle                         # 1,000 and 10,000 shards
//	go -C bench run ./idle -shards 10000 -failover 60s -json
//
// Each line is a fresh worker process. Memory and goroutines are what it has more than before it ran,
// by the shard; CPU is its own, by the second, once it holds every shard.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A trial is one worker process.
type trial struct {
	Leases   string        // dynamodb or memory: where the lease table is
	Shards   int           // that the worker holds
	Failover time.Duration // of its leases
	Span     time.Duration // over which CPU and calls are counted
	Endpoint string        // of the emulator
	Profiles string        // the folder for profiles; "": none
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "idle:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	shards := flag.String("shards", "1000,10000", "how many shards, one trial for each number")
	leases := flag.String("leases", "memory,dynamodb", "where the leases are kept, one trial for each")
	failover := flag.Duration("failover", 0, "failover time of the leases; 0: 10 s, and 1 s more for every 250 shards")
	span := flag.Duration("span", 30*time.Second, "how long CPU and calls are counted, once all is held and quiet")
	profiles := flag.String("profiles", "", "a folder for heap, CPU and goroutine profiles of the workers")
	asJSON := flag.Bool("json", false, "print a line of JSON for each trial instead of a table")
	role := flag.String("role", "", "for the program itself: serve, or work as the trial on standard input says")
	flag.Parse()
	switch *role {
	case "serve":
		return serve(ctx, *shards)
	case "work":
		var t trial
		if err := json.NewDecoder(os.Stdin).Decode(&t); err != nil {
			return fmt.Errorf("read the trial: %w", err)
		}
		return json.NewEncoder(os.Stdout).Encode(t.work(ctx))
	}
	numbers, err := parseShards(*shards)
	if err != nil {
		return err
	}
	if *profiles != "" {
		if *profiles, err = filepath.Abs(*profiles); err != nil {
			return err
		}
	}
	show := table
	if *asJSON {
		show = line
	}
	for _, n := range numbers {
		for kind := range strings.SplitSeq(*leases, ",") {
			t := trial{Leases: kind, Shards: n, Failover: *failover, Span: *span, Profiles: *profiles}
			if t.Failover == 0 {
				t.Failover = sensibleFailover(n)
			}
			got, err := t.measure(ctx)
			if err != nil {
				return err
			}
			show(got)
		}
	}
	return nil
}

// sensibleFailover keeps renewals, three a failover time and lease, below a thousand a second with a
// quarter to spare.
func sensibleFailover(shards int) time.Duration {
	return 10*time.Second + time.Duration(shards/250)*time.Second
}

func parseShards(list string) ([]int, error) {
	var numbers []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("-shards %q: give numbers of shards, with commas between them", list)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}
