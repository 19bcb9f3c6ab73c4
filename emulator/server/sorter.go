package server

// Two languages on one port: a connection that begins with a TLS handshake becomes a TLS connection,
// any other stays as it is. net/http tells HTTP/1.1 from HTTP/2 in both, by what client and server agreed
// on or by what comes first.

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// handshake is the first byte of a TLS client. No method of HTTP begins with it.
const handshake = 0x16

// takePause is how long to wait after an Accept that failed, such as for want of descriptors.
const takePause = 10 * time.Millisecond

// A sorter is a net.Listener that gives out a connection once it knows what it speaks.
type sorter struct {
	from    net.Listener
	tls     *tls.Config
	sorted  chan accepted
	closed  chan struct{}
	closing sync.Once
	busy    sync.WaitGroup // the taker, and each connection that has said nothing yet
}

// An accepted is what Accept answers.
type accepted struct {
	conn net.Conn
	err  error
}

func newSorter(from net.Listener, config *tls.Config) *sorter {
	s := &sorter{from: from, tls: config, sorted: make(chan accepted), closed: make(chan struct{})}
	s.busy.Go(s.take)
	return s
}

// Accept waits for a connection whose first byte is known.
func (s *sorter) Accept() (net.Conn, error) {
	select {
	case a := <-s.sorted:
		return a.conn, a.err
	case <-s.closed:
		return nil, net.ErrClosed
	}
}

// Close takes no more connections, and drops those that have said nothing.
func (s *sorter) Close() error {
	err := net.ErrClosed
	s.closing.Do(func() {
		close(s.closed)
		err = s.from.Close()
	})
	return err
}

// Addr is the address of the port.
func (s *sorter) Addr() net.Addr { return s.from.Addr() }

// wait returns when no goroutine of the sorter is left; Close it first.
func (s *sorter) wait() { s.busy.Wait() }

// take accepts until the port is closed.
func (s *sorter) take() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel() // those that have said nothing are dropped
	for {
		conn, err := s.from.Accept()
		switch {
		case err == nil:
			s.busy.Go(func() { s.sort(ctx, conn) })
		case errors.Is(err, net.ErrClosed):
			return
		default:
			s.give(accepted{err: err}) // net/http knows which of them pass
			time.Sleep(takePause)
		}
	}
}

// sort waits for the first byte of a connection.
func (s *sorter) sort(ctx context.Context, conn net.Conn) {
	keep := context.AfterFunc(ctx, func() { _ = conn.Close() })
	first, err := firstByte(conn)
	if !keep() || err != nil {
		_ = conn.Close() // nothing was said that could be answered
		return
	}
	conn = &begun{Conn: conn, first: []byte{first}}
	if first == handshake {
		conn = secured(ctx, tls.Server(conn, s.tls))
	}
	s.give(accepted{conn: conn})
}

// firstByte reads one byte, with a limit on how long it may be in coming.
func firstByte(conn net.Conn) (byte, error) {
	if err := conn.SetReadDeadline(time.Now().Add(headerTimeout)); err != nil {
		return 0, err
	}
	var first [1]byte
	if _, err := conn.Read(first[:]); err != nil {
		return 0, err
	}
	return first[0], conn.SetReadDeadline(time.Time{})
}

// give hands over what Accept is to answer, unless nobody will ask any more.
func (s *sorter) give(a accepted) {
	select {
	case s.sorted <- a:
	case <-s.closed:
		if a.conn != nil {
			_ = a.conn.Close() // it was not answered yet
		}
	}
}

// A begun is a connection whose first byte was read and is to be read again.
type begun struct {
	net.Conn
	first []byte
}

// Read reads the first byte before the rest.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.first) > 0 && len(p) > 0 {
		n := copy(p, b.first)
		b.first = b.first[n:]
		return n, nil
	}
	return b.Conn.Read(p)
}
