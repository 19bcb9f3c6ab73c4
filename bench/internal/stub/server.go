package stub

// The stub on a socket.

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// Config is what a server is told.
type Config struct {
	Most int // records in a shard at most
	Size int // bytes of each record
	Page int // records in a page at most
}

// Serve answers on a free port of loopback, which ready is told, until ctx ends.
func Serve(ctx context.Context, c Config, ready func(endpoint string)) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("stub: listen: %w", err)
	}
	emu := &emulator.Emulator{Limits: emulator.Off}
	server := &http.Server{Handler: New(c.Most, c.Size, c.Page, emu), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	ready("http://" + l.Addr().String())
	select {
	case err := <-served:
		return fmt.Errorf("stub: serve: %w", err)
	case <-ctx.Done():
	}
	if err := server.Close(); err != nil {
		return fmt.Errorf("stub: close: %w", err)
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("stub: serve: %w", err)
	}
	return nil
}
