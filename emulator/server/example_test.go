package server_test

import (
	"context"
	"fmt"
	"net"
	"os/signal"
	"syscall"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// A server with a stream and a fault, for clients in other languages.
func ExampleServer() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var emu emulator.Emulator
	emu.Fail("GetRecords", emulator.ExpiredIterator, emulator.Times(3))
	s := server.Server{
		Addr:     "127.0.0.1:0", // a free port, which Ready tells
		Emulator: &emu,
		Streams:  []server.Stream{{StreamName: "orders", ShardCount: 2}},
		Ready: func(at net.Addr) {
			fmt.Println("ready, AWS_ENDPOINT_URL is http:// and at:", at.Network())
			stop() // a real one goes on until the signal
		},
	}
	if err := s.Run(ctx); err != nil {
		fmt.Println(err)
	}
	// Output: ready, AWS_ENDPOINT_URL is http:// and at: tcp
}
