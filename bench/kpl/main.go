// Kpl compares what packing and unpacking aggregates of the Kinesis Producer Library's format costs: our
// package processor/kpl beside awslabs/kinesis-aggregation, on the same aggregates.
//
//	go -C bench run ./kpl            a table
//	go -C bench run ./kpl -rounds 9  the medians of more rounds
//
// Each round runs every way once, one after the other, so that what else the machine does falls on all of
// them; times are compared as ratios of medians.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/shardkeeper/shardkeeper/bench/internal/report"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each way is measured")
	flag.Parse()
	if *rounds < 1 {
		fmt.Fprintln(os.Stderr, "kpl: -rounds must be at least 1")
		os.Exit(2)
	}
	rows := [][]string{{"aggregate", "way", "time", "ns/record", "B/record", "allocations/record"}}
	for _, c := range cases() {
		rows = append(rows, c.rows(*rounds)...)
	}
	fmt.Print(report.Markdown(rows, 4))
}
