// Command quickstart consumes a stream with a fleet of three workers while the stream is resharded,
// one worker is stopped and another is killed, and proves that no record was lost and every key
// kept its order. It needs nothing but Go: Kinesis and DynamoDB are emulated in process.
//
//	go run ./examples/quickstart
//	go run ./examples/quickstart -stream NAME   # the same consumer on a real stream
//
// It exits with status 0 only if all that the service took was processed, in order, in time.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stream := flag.String("stream", "", "consume this stream (name or ARN) with the machine's AWS configuration instead of the demonstration")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *stream != "" {
		os.Exit(status(onAWS(ctx, os.Stdout, *stream)))
	}
	os.Exit(status(demonstrate(ctx, newScreen(os.Stdout), faithful)))
}

func status(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
