package page

// Bodies: with a length, without one, with a lie, and without an end.

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// Broken by: a buffer of exactly the length, which doubles to see the end; a hint that is believed
// without bound; a body that is read to its end wherever that is.
func TestABodyIsReadIntoOneBuffer(t *testing.T) {
	body := bytes.Repeat([]byte("a"), 100_000)
	for _, hint := range []int64{-1, 0, 10, 100_000, 1 << 62} {
		got, err := ReadBody(iotest.HalfReader(bytes.NewReader(body)), hint, nil)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("hint %d: %d bytes, %v, want %d", hint, len(got), err, len(body))
		}
		if cap(got) > mostHinted+1 || hint == 100_000 && cap(got) > 100_001 {
			t.Errorf("hint %d: a buffer of %d bytes", hint, cap(got))
		}
	}
	if _, err := ReadBody(endless{}, -1, nil); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a body without an end: %v", err)
	}
	if _, err := ReadBody(iotest.ErrReader(io.ErrUnexpectedEOF), 5, nil); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a body that is cut: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
