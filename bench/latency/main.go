// Latency measures how long a record takes from its put to ProcessRecords, over loopback, at a steady
// load: by polling with the default interval, by polling as often as the service allows, and by
// enhanced fan-out.
//
//	go run ./latency              a table
//	go run ./latency -json        one line for each mode
//	go run ./latency -plot DIR    also a histogram
//	go run ./latency -doc FILE    also fills in a document and draws its histogram
//
// The emulator runs in a process of its own; who puts and who reads are one process, so that there is
// one clock.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/internal/chart"
	"github.com/shardkeeper/shardkeeper/bench/internal/report"
	"github.com/shardkeeper/shardkeeper/bench/internal/spawn"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// A setup is what is measured.
type setup struct {
	rate   int // records a second
	shards int
	span   time.Duration
	json   bool
	plots  string // folder

	document string // file to fill in
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func parse(args []string) (setup, error) {
	var s setup
	flags := flag.NewFlagSet("latency", flag.ContinueOnError)
	flags.IntVar(&s.rate, "rate", 200, "records put a second, each by a call of its own")
	flags.IntVar(&s.shards, "shards", 4, "shards of the stream")
	flags.DurationVar(&s.span, "for", 30*time.Second, "how long each mode is measured")
	flags.BoolVar(&s.json, "json", false, "print one line of JSON for each mode instead of a table")
	flags.StringVar(&s.plots, "plot", "", "folder to write a histogram to, as SVG")
	flags.StringVar(&s.document, "doc", "", "document to fill in: its section latency, and the histogram beside it")
	err := flags.Parse(args)
	if s.document != "" && s.plots == "" {
		s.plots = filepath.Dir(s.document)
	}
	if err == nil && (s.rate < 1 || s.rate > 10_000 || s.shards < 1 || s.span < time.Second || flags.NArg() > 0) {
		err = errors.New("latency: -rate is within 1 to 10,000, -shards at least 1, -for at least 1s, and there are no arguments")
	}
	return s, err
}

func run(ctx context.Context, args []string) error {
	if assigned, err := spawn.Assigned(ctx, map[string]spawn.Role{serveRole: serve}); assigned {
		return err
	}
	s, err := parse(args)
	if err != nil {
		return err
	}
	machine := report.Machine()
	var samples []chart.Sample
	for _, m := range modes() {
		fmt.Fprintf(os.Stderr, "%s: for %v\n", m.name, s.span)
		values, err := s.measure(ctx, m)
		if err != nil {
			return err
		}
		samples = append(samples, chart.Sample{Name: m.name, Values: values})
	}
	return s.tell(samples, machine)
}

// tell prints, draws and writes down.
func (s setup) tell(samples []chart.Sample, machine string) error {
	if s.plots != "" {
		title := fmt.Sprintf("From put to ProcessRecords, %d records a second over loopback", s.rate)
		if err := chart.Histogram(s.plots, "latency.svg", title, samples); err != nil {
			return err
		}
	}
	if s.document != "" {
		text := fmt.Sprintf("%s %d records a second into %d shards.\n\n%s", machine, s.rate, s.shards, report.Markdown(rows(samples), numbers))
		if err := report.Fill(s.document, "latency", text); err != nil {
			return err
		}
	}
	return s.print(os.Stdout, samples)
}

const serveRole = "emulator"

// serve is the emulator's process; its task is the stream's number of shards.
func serve(ctx context.Context, task json.RawMessage, out io.Writer) error {
	var shards int
	if err := json.Unmarshal(task, &shards); err != nil {
		return fmt.Errorf("latency: read the task: %w", err)
	}
	s := server.Server{
		Addr:    "127.0.0.1:0",
		Streams: []server.Stream{{StreamName: streamName, ShardCount: shards}},
		Ready:   func(at net.Addr) { fmt.Fprintf(out, "http://%v\n", at) },
	}
	return s.Run(ctx)
}
