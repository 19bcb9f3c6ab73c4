package server

// The sorter in virtual time, on connections without a socket.

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A dock is a net.Listener whose connections are made by the test.
type dock struct {
	arriving chan net.Conn
	closed   chan struct{}
}

func (d *dock) Accept() (net.Conn, error) {
	select {
	case conn := <-d.arriving:
		return conn, nil
	case <-d.closed:
		return nil, net.ErrClosed
	}
}

func (d *dock) Close() error   { close(d.closed); return nil }
func (d *dock) Addr() net.Addr { return &net.TCPAddr{} }

// arrive is a client's end of a new connection.
func (d *dock) arrive() net.Conn {
	ours, theirs := net.Pipe()
	d.arriving <- theirs
	return ours
}

func newDock() *dock { return &dock{make(chan net.Conn), make(chan struct{})} }

// Broken by: connections that are left to their deadline when the sorter closes.
func TestASorterThatClosesWaitsForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDock()
		s := newSorter(d, nil)
		silent, told := d.arrive(), d.arrive()
		go func() { _, _ = told.Write([]byte("G")) }() // and nobody asks Accept for it
		synctest.Wait()
		began := time.Now()
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		s.wait()
		if took := time.Since(began); took != 0 {
			t.Errorf("it waited %v", took)
		}
		for _, conn := range []net.Conn{silent, told} {
			if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
				t.Errorf("a client that was dropped reads %v", err)
			}
		}
		if _, err := s.Accept(); err != net.ErrClosed {
			t.Errorf("Accept: %v", err)
		}
	})
}

// Broken by: no deadline, or one that stays on the connection.
func TestSilenceHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDock()
		s := newSorter(d, nil)
		silent, slow := d.arrive(), d.arrive()
		go func() {
			time.Sleep(headerTimeout - time.Second)
			_, _ = slow.Write([]byte("GET"))
		}()
		conn, err := s.Accept()
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := silent.Read(make([]byte, 1)); err != io.EOF || time.Since(began) != time.Second {
			t.Errorf("a silent client is dropped after another %v with %v, want %v in all", time.Since(began), err, headerTimeout)
		}
		go func() { time.Sleep(time.Hour); _, _ = slow.Write([]byte("!")) }()
		text := make([]byte, 4)
		if _, err := io.ReadFull(conn, text); err != nil || string(text) != "GET!" {
			t.Errorf("read %q, %v", text, err)
		}
		_ = s.Close()
		s.wait()
	})
}
