package server

// The server as a value, and its life: listen, fill, answer, stop.

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// DefaultAddr is where a Server listens if it is not told: this machine alone can reach it. The port
// is the one that Kinesis emulators have had since kinesalite.
const DefaultAddr = "127.0.0.1:4567"

const (
	defaultStopTimeout = 2 * time.Second  // HTTP/2 clients are given one second to go
	headerTimeout      = 10 * time.Second // also of a TLS handshake, and of a connection's first byte
	streamsOfClient    = 10_000           // at once on one HTTP/2 connection; a KCL subscribes to every shard on one
	receiveBuffer      = 4<<20 - 1        // of a stream and of a connection, the most that net/http takes
)

// A Server is an emulator on a port. Fill it in and Run it, once; zero fields mean defaults.
type Server struct {
	// Addr is host:port, "" for DefaultAddr. Port 0 takes a free one, which Ready tells.
	Addr string

	// Emulator answers; nil for a new one with its defaults.
	Emulator *emulator.Emulator

	// Streams are created before the server is ready, in the emulator's Account and Region.
	Streams []Stream

	// Certificate is for TLS; nil for one made in memory when the first client asks, for localhost
	// and the names of the emulator's region.
	Certificate *tls.Certificate

	// Ready is called once, when connections are taken and the Streams are there. It must not block.
	Ready func(listening net.Addr)

	// StopTimeout is how long requests have to end after Run's context, before their connections
	// are cut; 0 for two seconds.
	StopTimeout time.Duration

	// Logger is told of start and stop, and of connections that break for a reason that a user can
	// mend; nil for nothing. It never sees data.
	Logger *slog.Logger

	// Version is told by the health page.
	Version string

	ran atomic.Bool
}

// Run answers until ctx ends, and returns nil then. Subscriptions end at once, other requests get
// StopTimeout. An address that cannot be had, a stream that cannot be created and a second Run are
// errors.
func (s *Server) Run(ctx context.Context) error {
	if !s.ran.CompareAndSwap(false, true) {
		return errors.New("server: run: it ran before: a Server runs once, make another")
	}
	run, err := s.start(ctx)
	if err != nil {
		return err
	}
	if s.Ready != nil {
		s.Ready(run.addr)
	}
	run.log.InfoContext(ctx, "the emulator is ready", "addr", run.addr.String())
	select {
	case err := <-run.served:
		_ = run.front.Close() // it serves no more
		return fmt.Errorf("server: serve %v: %w", run.addr, err)
	case <-ctx.Done():
	}
	return run.stop(context.WithoutCancel(ctx), cmp.Or(s.StopTimeout, defaultStopTimeout))
}

// A running is what Run has to wait for.
type running struct {
	addr   net.Addr
	front  *http.Server
	served chan error // how Serve ended
	end    context.CancelFunc
	sorter *sorter
	emu    *emulator.Emulator
	log    *slog.Logger
}

// start has everything in place but the call of Ready.
func (s *Server) start(ctx context.Context) (*running, error) {
	emu := s.Emulator
	if emu == nil {
		emu = new(emulator.Emulator)
	}
	if err := create(context.WithoutCancel(ctx), emu, s.Streams); err != nil { // it waits for nothing
		return nil, err
	}
	l, err := listen(ctx, cmp.Or(s.Addr, DefaultAddr))
	if err != nil {
		return nil, err
	}
	log := s.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	base, end := context.WithCancel(context.WithoutCancel(ctx))
	run := &running{addr: l.Addr(), served: make(chan error, 1), end: end, emu: emu, log: log}
	run.sorter = newSorter(l, tlsConfig(s.Certificate, namesOf(l.Addr(), emu.Region)))
	run.front = &http.Server{
		Handler:           pages(emu, s.Version, run.sorter.tls, time.Now()),
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnContext:       note,
		ReadHeaderTimeout: headerTimeout,
		Protocols:         protocols(),
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: streamsOfClient, MaxReceiveBufferPerStream: receiveBuffer, MaxReceiveBufferPerConnection: receiveBuffer,
		},
		ErrorLog: errorLog(log),
	}
	go func() { run.served <- run.front.Serve(run.sorter) }()
	return run, nil
}

func protocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetHTTP2(true)
	p.SetUnencryptedHTTP2(true)
	return p
}

// stop ends subscriptions, then waits for what else is under way, but not for longer than allowed.
func (r *running) stop(ctx context.Context, allowed time.Duration) error {
	r.log.InfoContext(ctx, "the emulator stops")
	r.end()
	bounded, cancel := context.WithTimeout(ctx, allowed)
	defer cancel()
	err := r.front.Shutdown(bounded)
	if errors.Is(err, context.DeadlineExceeded) {
		err = r.front.Close()
	}
	<-r.served
	r.sorter.wait()
	if err := errors.Join(err, r.emu.Deliver()); err != nil { // what channels still hold
		return fmt.Errorf("server: stop: %w", err)
	}
	return nil
}

// listen takes the address, or says what to do about one that it cannot have.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if inUse(err) {
		return nil, fmt.Errorf("server: listen on %s: another program has this address, perhaps another emulator: "+
			"stop it, or take port 0 for one that is free: %w", addr, err)
	}
	if err != nil {
		return nil, fmt.Errorf("server: listen on %s: %w", addr, err)
	}
	return l, nil
}
