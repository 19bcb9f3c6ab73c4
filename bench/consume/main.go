// Consume drains one stream with several Kinesis clients in turn and compares what they cost: the AWS
// SDK's own loop, two libraries, and this project's worker in each of its modes.
//
//	go run ./consume              a table
//	go run ./consume -json        one line for each client and shape
//	go run ./consume -plot DIR    also plots
//	go run ./consume -doc FILE    also fills in a document and draws its plots
//
// Each client runs in a process of its own against a server that has every answer ready, sums all that
// it is given, and is measured until the last record. The sums must agree.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"

	"github.com/shardkeeper/shardkeeper/bench/internal/report"
	"github.com/shardkeeper/shardkeeper/bench/internal/spawn"
)

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

func run(ctx context.Context, args []string) error {
	roles := map[string]spawn.Role{serveRole: serve, workRole: work}
	if assigned, err := spawn.Assigned(ctx, roles); assigned {
		return err
	}
	s, err := parse(args)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(s.clients, func(c client) bool { return c.name == ownName }) {
		folder, err := os.MkdirTemp("", "bench")
		if err != nil {
			return fmt.Errorf("consume: make a folder to build in: %w", err)
		}
		defer os.RemoveAll(folder)
		if s.own, err = buildOwn(ctx, folder); err != nil {
			return err
		}
	}
	machine := report.Machine()
	lines, err := s.measureAll(ctx)
	if err != nil {
		return err
	}
	return s.tell(lines, machine)
}

// measureAll measures each shape in turn.
func (s setup) measureAll(ctx context.Context) ([]line, error) {
	var lines []line
	for _, what := range s.shapes {
		all, err := s.measure(ctx, what, os.Stderr)
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			lines = append(lines, m.line())
		}
	}
	return lines, nil
}

// tell prints, draws and writes down.
func (s setup) tell(lines []line, machine string) error {
	if s.plots != "" {
		if err := s.plot(lines); err != nil {
			return err
		}
	}
	if s.document != "" {
		text := fmt.Sprintf("%s Medians of %d rounds.\n\n%s", machine, s.rounds, report.Markdown(rows(lines), numbers))
		if err := report.Fill(s.document, s.section, text); err != nil {
			return err
		}
	}
	if s.json {
		return printJSON(os.Stdout, lines)
	}
	return printTable(os.Stdout, lines)
}
