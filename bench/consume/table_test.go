package main

import (
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/peer"
)

// Broken by: a mean; a ratio turned round; a ratio to the raw loop of another shape.
func TestTheTableHasMediansAndRatiosToTheRawLoop(t *testing.T) {
	runs := func(each ...int) (all []peer.Spent) {
		for _, ns := range each {
			all = append(all, peer.Spent{CPU: time.Duration(ns * 10), Took: time.Second, MaxRSS: 5 << 20, Allocs: 20})
		}
		return all
	}
	stream := peer.Stream{Shards: 2, Each: 5}
	var out strings.Builder
	err := printTable(&out, []line{
		measured{client{name: "raw", mode: "m"}, shape{200, 1000}, stream, runs(9, 1, 8)}.line(),
		measured{client{name: "raw", mode: "m"}, shape{200, 10}, stream, runs(900, 100, 200)}.line(),
		measured{client{name: "worker", mode: "m"}, shape{200, 10}, stream, runs(50, 90, 10, 50)}.line(),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range strings.Lines(out.String()) {
		got = append(got, strings.Join(strings.Fields(row), " "))
	}
	want := []string{
		"record page client mode shards CPU ns/record raw is allocs/record records/s max RSS MB",
		"200 B 1000 raw m 2 8 1.00× 2.000 10 5",
		"200 B 10 raw m 2 200 1.00× 2.000 10 5",
		"200 B 10 worker m 2 50 4.00× 2.000 10 5",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Broken by: an unknown client that is passed over.
func TestAMistakeOnTheCommandLineIsNamed(t *testing.T) {
	for mistake, args := range map[string][]string{
		`"nobody"`:  {"-clients", "raw,nobody"},
		`"0"`:       {"-page", "0"},
		`"x"`:       {"-size", "x"},
		"-rounds":   {"-rounds", "0"},
		"arguments": {"raw"},
	} {
		if _, err := parse(args); err == nil || !strings.Contains(err.Error(), mistake) {
			t.Errorf("%v: %v, want %s", args, err, mistake)
		}
	}
}
