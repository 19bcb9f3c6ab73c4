package page

// The body of an answer: one buffer.

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// MostBody is how many bytes a document may have: the service's largest page has 10 MiB of data,
// which JSON makes 14 MiB.
const MostBody = 64 << 20

const mostHinted = 16 << 20 // bytes: as long as a page can be, with its frame

// ReadBody reads all of a body into one buffer, and refuses one of more than MostBody. length is the
// Content-Length, -1 if there is none: it is believed as far as a page can be long, so that
// a page is read into a buffer that never grows. into is a buffer that nobody uses any more, to be
// written over if it is large enough, or nil.
func ReadBody(body io.Reader, length int64, into []byte) ([]byte, error) {
	buf := into[:0]
	if room := int(min(max(length, 511), mostHinted)) + 1; cap(buf) < room { // one more than there is, to see the end
		buf = make([]byte, 0, room)
	}
	for {
		n, err := body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > MostBody:
			return nil, fmt.Errorf("read body: it has more than %d bytes", MostBody)
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, fmt.Errorf("read body: %w", err)
		case len(buf) == cap(buf):
			buf = slices.Grow(buf, len(buf))
		}
	}
}
