package main

// A command beside the emulator: it finds the emulator in its environment, gets our signals, and its
// exit status is ours.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"syscall"

	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// What a shell answers for a command that it cannot run.
const (
	notExecutable = 126
	notFound      = 127
	killed        = 128 // and the signal's number
)

// beside runs the server for as long as the command runs.
func beside(ctx context.Context, p process, srv *server.Server, s settings) int {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ready := make(chan net.Addr, 1)
	srv.Ready = func(at net.Addr) { ready <- at }
	ended := make(chan error, 1)
	go func() { ended <- srv.Run(ctx) }()
	select {
	case err := <-ended:
		fmt.Fprintf(p.err, "shardkeeper emulator: %v\n", err)
		return failed
	case at := <-ready:
		s.warnIfOpen(srv.Logger, at)
		status := command(p, s, endpoint(at))
		stop()
		if err := <-ended; err != nil {
			fmt.Fprintf(p.err, "shardkeeper emulator: %v\n", err)
		}
		return status
	}
}

// command runs a command with the emulator at endpoint, and answers its exit status.
func command(p process, s settings, endpoint string) int {
	c := exec.Command(s.command[0], s.command[1:]...)
	c.Stdin, c.Stdout, c.Stderr = p.in, p.out, p.err
	c.Env = environment(p.env, endpoint, s.home(), s.owner())
	if err := c.Start(); err != nil {
		fmt.Fprintf(p.err, "shardkeeper emulator: run %s: %v\n", s.command[0], err)
		return unstarted(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case sent := <-p.signals:
			pass(c.Process, sent)
		case err := <-ended:
			return status(c.ProcessState, err)
		}
	}
}

// pass hands a signal on. An interrupt from the keyboard has reached the command already, as it
// reaches everything in the foreground of a terminal: a second one would cut its clean-up short.
func pass(to *os.Process, sent os.Signal) {
	if sent == os.Interrupt && onTerminal() {
		return
	}
	_ = to.Signal(sent) // it has ended if this fails, and Wait says how
}

// onTerminal: does a terminal control this process?
func onTerminal() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = terminal.Close() // nothing was written
	return true
}

// unstarted is a shell's exit status for a command that did not start.
func unstarted(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return notFound
	}
	return notExecutable
}

// status is a shell's exit status for a command that ran.
func status(ended *os.ProcessState, err error) int {
	if ended == nil {
		return failed
	}
	if how, ok := ended.Sys().(syscall.WaitStatus); ok && how.Signaled() {
		return killed + int(how.Signal())
	}
	if code := ended.ExitCode(); code != 0 || err == nil {
		return code
	}
	return failed // its output could not be copied
}
