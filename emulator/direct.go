package emulator

// The way of a client in the same process: a call of the handler, without a socket, a parser of
// HTTP or a timer of net/http. It works in a testing/synctest bubble, which sockets do not.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Client is the HTTP client that reaches the emulator without a socket: what [Emulator.Config]
// has, and what a test wraps to stand between one client and the emulator.
func (e *Emulator) Client() aws.HTTPClient { return direct{e, passage{}} }

type direct struct {
	emulator *Emulator
	via      passage
}

// Do serves the request in a goroutine of its own: a client that gives up gets its error at once,
// while the request goes its way.
func (d direct) Do(r *http.Request) (*http.Response, error) {
	in, err := inbound(r)
	if err != nil {
		return nil, err
	}
	ctx, gone := context.WithCancel(r.Context())
	w := newResponse(r, gone)
	go func() {
		defer gone()
		d.emulator.serve(w, in.WithContext(ctx), d.via)
		w.finish()
	}()
	select {
	case <-w.ready:
		return w.out, w.err
	case <-r.Context().Done():
		w.body.leave()
		return nil, r.Context().Err()
	}
}

// inbound is the request as a server sees it: read to the end, so that its body is the server's own.
func inbound(r *http.Request) (*http.Request, error) {
	in := r.WithContext(r.Context())
	in.Body = http.NoBody
	if r.Body == nil {
		return in, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("emulator: read request: %w", err)
	}
	in.Body = io.NopCloser(bytes.NewReader(body))
	return in, r.Body.Close()
}

// broken is what a client sees of a connection that broke under its request.
func broken() error {
	return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}
