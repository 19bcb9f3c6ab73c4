// Package frame reads the frames in which events come: application/vnd.amazon.eventstream.
//
// A frame begins with a prelude of 12 bytes that says how long it is. The two parts are read one by
// one, so that whoever must find memory for the rest can do so in between: until then nothing of it
// has been read.
package frame

// The frame itself: prelude, rest, checksums.
//
//	total length   4 bytes, of everything
//	headers length 4 bytes
//	checksum       4 bytes, of those 8
//	headers
//	payload
//	checksum       4 bytes, of everything before

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// ErrGarbled is wrapped by the error of bytes that are no frame. What follows them is none either.
var ErrGarbled = errors.New("not a frame of an event stream")

const (
	preludeSize  = 12
	checksumSize = 4
	overhead     = preludeSize + checksumSize
)

// Limits of the format, which the SDKs know too.
const (
	MostHeaders = 128 << 10 // bytes
	MostPayload = 24 << 20  // bytes
)

// A Reader reads frame after frame, and nothing ahead.
type Reader struct {
	from    io.Reader
	prelude [preludeSize]byte
	total   int // of the frame whose prelude was read
	headers int
}

// NewReader reads from a stream that begins with a frame.
func NewReader(from io.Reader) *Reader { return &Reader{from: from} }

// Prelude reads how long the next frame is in all. The error is io.EOF alone if the stream ends
// where a frame does, and io.ErrUnexpectedEOF (wrapped) if it ends elsewhere.
func (r *Reader) Prelude() (total int, err error) {
	if _, err := io.ReadFull(r.from, r.prelude[:]); err == io.EOF {
		return 0, io.EOF
	} else if err != nil {
		return 0, fmt.Errorf("frame: read prelude: %w", err)
	}
	all, headers := int64(binary.BigEndian.Uint32(r.prelude[0:])), int64(binary.BigEndian.Uint32(r.prelude[4:]))
	payload := all - headers - overhead
	switch {
	case crc32.ChecksumIEEE(r.prelude[:8]) != binary.BigEndian.Uint32(r.prelude[8:]):
		return 0, fmt.Errorf("frame: read prelude: checksum: %w", ErrGarbled)
	case headers > MostHeaders || payload < 0 || payload > MostPayload:
		return 0, fmt.Errorf("frame: read prelude: %d bytes, %d of them headers: %w", all, headers, ErrGarbled)
	}
	r.total, r.headers = int(all), int(headers)
	return r.total, nil
}

// believed is how much memory a length alone is worth: that of the events which the service sends.
// For a longer frame, so many bytes must have come first.
const believed = 4 << 20

// Rest reads what follows the prelude that was read last into buffer, or into a new one if there is
// no room for it.
func (r *Reader) Rest(buffer []byte) (Message, error) {
	rest, err := r.fill(buffer[:0], r.total-preludeSize)
	if err != nil {
		return Message{}, fmt.Errorf("frame: read: %w", err)
	}
	body := rest[:len(rest)-checksumSize]
	sum := crc32.Update(crc32.ChecksumIEEE(r.prelude[:]), crc32.IEEETable, body)
	if sum != binary.BigEndian.Uint32(rest[len(body):]) {
		return Message{}, fmt.Errorf("frame: read: checksum: %w", ErrGarbled)
	}
	m := Message{Payload: slices.Clip(body[r.headers:]), Buffer: rest}
	if err := m.read(body[:r.headers]); err != nil {
		return Message{}, fmt.Errorf("frame: read: %w", err)
	}
	return m, nil
}

// fill reads n bytes.
func (r *Reader) fill(buffer []byte, n int) ([]byte, error) {
	if first := min(n, believed); cap(buffer) < n && first < n {
		part, err := r.fill(buffer, first)
		if err != nil {
			return nil, err
		}
		buffer = append(make([]byte, 0, n), part...)
	}
	if cap(buffer) < n {
		buffer = make([]byte, 0, n)
	}
	_, err := io.ReadFull(r.from, buffer[len(buffer):n])
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return buffer[:n], err
}
