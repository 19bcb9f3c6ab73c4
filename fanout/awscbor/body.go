package awscbor

// The body of an answer: one buffer, made for it and left to the garbage collector.

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	mostHinted = 16 << 20 // bytes: a page has at most 10 MiB of data (service limit), and its frame
	mostBody   = 64 << 20 // bytes: more is no answer of Kinesis
)

// readBody reads all of it. The hint is the Content-Length, -1 if there is none: believed as far as
// a page can be long, so that a page is read into a buffer that never grows.
func readBody(body io.Reader, hint int64) ([]byte, error) {
	buf := make([]byte, 0, min(max(hint, 511), mostHinted)+1) // one more than there is, to see the end
	for {
		n, err := body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, fmt.Errorf("read body: %w", err)
		case len(buf) > mostBody:
			return nil, fmt.Errorf("read body: it has more than %d bytes", mostBody)
		case len(buf) == cap(buf):
			buf = slices.Grow(buf, len(buf))
		}
	}
}
