package emulator

// An answer on its way to a client in the same process. It is kept until the handler returns or
// flushes; from the first flush on it is a stream, piece by piece as the handler writes.

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// A response is the http.ResponseWriter of one handler, used by its goroutine alone.
type response struct {
	request *http.Request
	header  http.Header
	code    int
	kept    []byte // written and not flushed
	aborted bool
	body    *pieces

	once  sync.Once
	ready chan struct{} // closed when out and err are set
	out   *http.Response
	err   error
}

// newResponse is an answer to r. gone is called when the client leaves it.
func newResponse(r *http.Request, gone func()) *response {
	return &response{request: r, header: http.Header{}, ready: make(chan struct{}), body: newPieces(gone)}
}

// Header is the header of the answer.
func (w *response) Header() http.Header { return w.header }

// WriteHeader sets the status.
func (w *response) WriteHeader(code int) {
	if w.code == 0 {
		w.code = code
	}
}

// Write keeps p until the handler flushes or is done.
func (w *response) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	w.kept = append(w.kept, p...)
	return len(p), nil
}

// FlushError sends the header, if this is the first flush, and what was written since the last. It
// returns when the client has taken it, or with an error if the client is gone.
func (w *response) FlushError() error {
	w.WriteHeader(http.StatusOK)
	w.begin(true)
	piece := w.kept
	w.kept = nil
	return w.body.send(piece)
}

// Flush is FlushError for handlers that do not ask.
func (w *response) Flush() { _ = w.FlushError() }

// abort has the client see a broken connection.
func (w *response) abort() {
	w.aborted = true
	w.body.end(broken())
}

// finish is the end of the handler.
func (w *response) finish() {
	w.WriteHeader(http.StatusOK)
	w.begin(false)
	_ = w.body.send(w.kept) // a client that is gone needs no rest
	w.body.end(io.EOF)
}

// begin makes the answer that the client sees, once: a stream, or all that was written.
func (w *response) begin(stream bool) {
	w.once.Do(func() {
		defer close(w.ready)
		if w.aborted {
			w.err = broken()
			return
		}
		w.out = &http.Response{
			Status: http.StatusText(w.code), StatusCode: w.code, Proto: "HTTP/2.0", ProtoMajor: 2,
			Header: w.header, Request: w.request, ContentLength: -1, Body: w.body,
		}
		if !stream {
			w.out.ContentLength, w.out.Body = int64(len(w.kept)), io.NopCloser(bytes.NewReader(w.kept))
			w.kept = nil
		}
	})
}
