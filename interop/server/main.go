// Command server is the emulator for other people's clients that must meet every refusal once: any
// call that names a stream "refused-by-NAME" is answered with the exception NAME.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/shardkeeper/shardkeeper/emulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers on a free port until the context ends, and prints where, as shardkeeper emulator does.
func serve(ctx context.Context) error {
	emu := &emulator.Emulator{}
	emu.Hook("*", refuse)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("server: listen: %w", err)
	}
	s := &http.Server{Handler: emu}
	defer context.AfterFunc(ctx, func() { _ = s.Close() })()
	ready, err := json.Marshal(map[string]string{"endpoint": "http://" + listener.Addr().String()})
	if err != nil {
		return fmt.Errorf("server: tell where: %w", err)
	}
	fmt.Println(string(ready))
	if err := s.Serve(listener); ctx.Err() == nil {
		return fmt.Errorf("server: serve: %w", err)
	}
	return nil
}

func refuse(_ context.Context, c *emulator.Call) {
	name, ok := strings.CutPrefix(c.Stream, "refused-by-")
	if !ok {
		return
	}
	status := http.StatusBadRequest
	if name == "InternalFailureException" {
		status = http.StatusInternalServerError
	}
	c.Refuse(emulator.NewFault(status, name, "as the stream's name asks for"))
}
