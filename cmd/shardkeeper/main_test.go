//go:build unix

package main

// What the tests of this command stand on: the test's own program, run again as shardkeeper or as a
// command beside it. So what is tested is a process, with its arguments, signals and exit status.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

const (
	asShardkeeper = "as-shardkeeper"
	asCommand     = "as-command"
)

func TestMain(m *testing.M) {
	role := ""
	if len(os.Args) > 1 {
		role = os.Args[1]
	}
	switch role {
	case asShardkeeper:
		os.Args = append(os.Args[:1], os.Args[2:]...)
		main()
	case asCommand:
		os.Exit(beCommand(os.Args[2], os.Args[3:]))
	}
	os.Exit(m.Run())
}

// beCommand is what the tests run beside the emulator.
func beCommand(what string, args []string) int {
	switch what {
	case "environment":
		_ = json.NewEncoder(os.Stdout).Encode(os.Environ())
		return 0
	case "exit":
		status, _ := strconv.Atoi(args[0])
		return status
	case "die":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "streams":
		return listStreams()
	case "signal":
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
		fmt.Println("waiting")
		fmt.Println(<-signals)
		return 7
	}
	return 99
}

// listStreams finds the emulator as any program does: by its environment.
func listStreams() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	out, err := kinesis.NewFromConfig(cfg).ListStreams(ctx, &kinesis.ListStreamsInput{})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(out.StreamNames)
	return 0
}

// shardkeeper is a process that runs main; it is killed with the test.
func shardkeeper(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], append([]string{asShardkeeper}, args...)...)
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal, as under a test runner
	return c
}

// running is a command line that runs this program as a command.
func running(flags []string, what ...string) []string {
	args := append([]string{"emulator"}, flags...)
	return append(append(args, "--", os.Args[0], asCommand), what...)
}

// statusOf runs a process to its end.
func statusOf(t *testing.T, c *exec.Cmd) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String(), errs.String()
}

// until reads lines of a process until one that is as wanted.
func until(t *testing.T, lines *bufio.Scanner, is func(string) bool) string {
	t.Helper()
	for lines.Scan() {
		if is(lines.Text()) {
			return lines.Text()
		}
	}
	t.Fatalf("the output ended: %v", lines.Err())
	return ""
}

func contains(part string) func(string) bool {
	return func(line string) bool { return strings.Contains(line, part) }
}
