package main

// The processes: the emulator's, and one for each worker.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

const streamName = "idle"

// serve is the emulator, with one stream of so many shards. It prints its address when it is ready
// and ends when its standard input does, so that it does not outlive who started it.
func serve(ctx context.Context, shards string) error {
	n, err := strconv.Atoi(shards)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte() // an end is what it waits for
		stop()
	}()
	s := server.Server{
		Addr:     "127.0.0.1:0",
		Emulator: &emulator.Emulator{},
		Streams:  []server.Stream{{StreamName: streamName, ShardCount: n}},
		Ready:    func(at net.Addr) { fmt.Println(at) },
	}
	return s.Run(ctx)
}

// measure runs one trial between two processes.
func (t trial) measure(ctx context.Context) (result, error) {
	self, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	emu := exec.CommandContext(ctx, self, "-role", "serve", "-shards", strconv.Itoa(t.Shards))
	emu.Stderr = os.Stderr
	hold, err := emu.StdinPipe()
	if err != nil {
		return result{}, err
	}
	out, err := emu.StdoutPipe()
	if err != nil {
		return result{}, err
	}
	if err := emu.Start(); err != nil {
		return result{}, fmt.Errorf("start the emulator: %w", err)
	}
	defer func() {
		_ = hold.Close() // which ends it
		_ = emu.Wait()   // its own error is on standard error
	}()
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return result{}, fmt.Errorf("read the emulator's address: %w", err)
	}
	t.Endpoint = "http://" + strings.TrimSpace(address)
	return t.worker(ctx, self)
}

func (t trial) worker(ctx context.Context, self string) (result, error) {
	in, err := json.Marshal(t)
	if err != nil {
		return result{}, err
	}
	work := exec.CommandContext(ctx, self, "-role", "work")
	work.Stdin, work.Stderr = bytes.NewReader(in), os.Stderr
	answer, err := work.Output()
	if err != nil {
		return result{}, fmt.Errorf("a worker of %d shards: %w", t.Shards, err)
	}
	var r result
	if err := json.Unmarshal(answer, &r); err != nil {
		return result{}, fmt.Errorf("read a worker's result: %w", err)
	}
	return r, nil
}
