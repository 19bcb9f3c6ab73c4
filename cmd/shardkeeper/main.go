// Command shardkeeper is an emulated Amazon Kinesis for clients of every language: one binary, one
// port, no Docker.
//
//	shardkeeper emulator --stream orders:2              # until it is interrupted
//	shardkeeper emulator --stream orders:2 -- pytest    # for as long as the tests run
//	shardkeeper version
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit statuses of our own; a command that is run has its own.
const (
	failed  = 1
	misused = 2 // the command line is wrong
)

const usage = `shardkeeper: Amazon Kinesis emulated, with DynamoDB, CloudWatch and STS beside

  shardkeeper emulator [flags]              run it until it is interrupted
  shardkeeper emulator [flags] -- command   run it for as long as a command runs
  shardkeeper version                       print the version

shardkeeper emulator --help lists the flags.
`

func main() {
	// A signal is handled from the start, so that none ends the emulator half-way.
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(run(process{os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ(), signals}))
}

// A process is what a subcommand has of its surroundings.
type process struct {
	args     []string
	in       *os.File
	out, err io.Writer
	env      []string
	signals  <-chan os.Signal
}

// run answers the exit status.
func run(p process) int {
	command := ""
	if len(p.args) > 0 {
		command = p.args[0]
		p.args = p.args[1:]
	}
	switch command {
	case "emulator":
		return runEmulator(context.Background(), p)
	case "version", "--version", "-version":
		fmt.Fprintln(p.out, version())
		return 0
	case "help", "--help", "-help", "-h":
		fmt.Fprint(p.out, usage)
		return 0
	case "":
		fmt.Fprint(p.err, usage)
		return misused
	}
	fmt.Fprintf(p.err, "shardkeeper: %q is no subcommand\n\n%s", command, usage)
	return misused
}
