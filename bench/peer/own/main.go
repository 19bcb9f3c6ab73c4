// Own runs vmware-go-kcl-v2 with the AWS SDK that its own go.mod asks for. The benchmark builds it in
// this module, and gives it its task as the only argument.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/vmware"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "own: the benchmark starts this with a task")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := peer.Run(ctx, map[string]peer.Drain{"vmware-own": vmware.Drain}, []byte(os.Args[1]), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
