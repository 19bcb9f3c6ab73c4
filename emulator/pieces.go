package emulator

// The body of a streamed answer: an io.Pipe that holds no lock while it waits, so that a testing/
// synctest bubble's clock runs on.

import (
	"io"
	"sync"
)

// pieces has one sender, the handler, and one reader, the client.
type pieces struct {
	next chan []byte
	rest []byte // taken and not read; the reader's

	left    chan struct{} // closed when the reader has gone
	leaving sync.Once
	gone    func() // called then; set before the reader has the pieces

	ended  chan struct{} // closed when the sender is done
	ending sync.Once
	cause  error // why it ended; set before ended is closed
}

func newPieces(gone func()) *pieces {
	return &pieces{next: make(chan []byte), left: make(chan struct{}), ended: make(chan struct{}), gone: gone}
}

// send waits until the reader has taken the piece.
func (b *pieces) send(piece []byte) error {
	if len(piece) == 0 {
		return nil
	}
	select {
	case b.next <- piece:
		return nil
	case <-b.left:
		return io.ErrClosedPipe
	}
}

// end is what the reader sees after the last piece.
func (b *pieces) end(cause error) {
	b.ending.Do(func() { b.cause = cause; close(b.ended) })
}

// leave tells the sender that nobody reads any more.
func (b *pieces) leave() { b.leaving.Do(func() { close(b.left); b.gone() }) }

// Read waits for a piece.
func (b *pieces) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		select {
		case b.rest = <-b.next:
		case <-b.ended:
			return 0, b.cause
		case <-b.left:
			return 0, io.ErrClosedPipe
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// Close is the client's leaving.
func (b *pieces) Close() error {
	b.leave()
	return nil
}
