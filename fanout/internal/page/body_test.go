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

// Broken by: a buffer that is appended to; one that is too small and used; none that is ever used again.
func TestABufferIsUsedAgainIfItIsLargeEnough(t *testing.T) {
	old := bytes.Repeat([]byte("old"), 1000)
	for _, length := range []int64{-1, 0, 600, int64(len(old)) - 1, int64(len(old)), 5000} {
		body := bytes.Repeat([]byte("b"), int(max(length, 100)))
		got, err := ReadBody(bytes.NewReader(body), length, old)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("length %d: %d bytes, %v, want %d", length, len(got), err, len(body))
		}
		if again := within(old, &got[0]); again != (length < int64(len(old))) {
			t.Errorf("length %d: the buffer is used again: %v", length, again)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
