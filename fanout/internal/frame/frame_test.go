package frame

// Frames as the SDK writes them, and bytes that are none.

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
)

// encoded is a frame as the SDK writes it.
func encoded(t testing.TB, payload string, headers ...eventstream.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := eventstream.NewEncoder().Encode(&out, eventstream.Message{Headers: headers, Payload: []byte(payload)}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func text(name, value string) eventstream.Header {
	return eventstream.Header{Name: name, Value: eventstream.StringValue(value)}
}

// event is a frame of an event.
func event(t testing.TB, payload string) []byte {
	t.Helper()
	return encoded(t, payload, text(":message-type", "event"), text(":event-type", "SubscribeToShardEvent"), text(":content-type", "application/json"))
}

// one reads one message.
func one(in []byte) (Message, error) {
	r := NewReader(bytes.NewReader(in))
	if _, err := r.Prelude(); err != nil {
		return Message{}, err
	}
	return r.Rest(nil)
}

// Broken by: the code of an error looked for in the type of an exception.
func TestAMessageSaysWhatItIs(t *testing.T) {
	for _, c := range []struct {
		headers []eventstream.Header
		want    Message
	}{
		{[]eventstream.Header{text(":message-type", "event"), text(":event-type", "initial-response")}, Message{Type: Event, Name: "initial-response"}},
		{[]eventstream.Header{text(":event-type", "New"), text(":message-type", "event")}, Message{Type: Event, Name: "New"}},
		{[]eventstream.Header{text(":message-type", "exception"), text(":exception-type", "ResourceInUseException"), text(":event-type", "x")}, Message{Type: Exception, Name: "ResourceInUseException"}},
		{[]eventstream.Header{text(":message-type", "error"), text(":error-code", "Internal"), text(":error-message", "sorry")}, Message{Type: Error, Name: "Internal", ErrorMessage: "sorry"}},
		{[]eventstream.Header{text(":message-type", "error"), text(":message-type", "event")}, Message{Type: Event}},
	} {
		got, err := one(encoded(t, "p", c.headers...))
		if err != nil || got.Type != c.want.Type || got.Name != c.want.Name || got.ErrorMessage != c.want.ErrorMessage || string(got.Payload) != "p" {
			t.Errorf("%v: got %+v, %v, want %+v", c.headers, got, err, c.want)
		}
	}
}

// Broken by: a length of a header's value that is wrong for one type.
func TestHeadersOfEveryTypeAreSteppedOver(t *testing.T) {
	for _, v := range []eventstream.Value{
		eventstream.BoolValue(true), eventstream.BoolValue(false), eventstream.Int8Value(-1), eventstream.Int16Value(7),
		eventstream.Int32Value(7), eventstream.Int64Value(7), eventstream.BytesValue("bytes"), eventstream.StringValue(strings.Repeat("s", 1<<15-1)),
		eventstream.TimestampValue(time.UnixMilli(1)), eventstream.UUIDValue(bytes.Repeat([]byte{0xff}, 16)), eventstream.StringValue(""),
	} {
		got, err := one(encoded(t, "p", eventstream.Header{Name: "x", Value: v}, text(":message-type", "event"), text(":event-type", "e"), eventstream.Header{Name: "", Value: v}))
		if err != nil || got.Name != "e" || string(got.Payload) != "p" {
			t.Errorf("%T: got %q with %q, %v", v, got.Name, got.Payload, err)
		}
	}
}

// Broken by: a buffered reader below the frames.
func TestNothingIsReadAhead(t *testing.T) {
	first, second := event(t, "first"), event(t, "second")
	in := bytes.NewReader(append(bytes.Clone(first), second...))
	r := NewReader(in)
	total, err := r.Prelude()
	if err != nil || total != len(first) {
		t.Fatalf("prelude: %d, %v, want %d", total, err, len(first))
	}
	if read := int(in.Size()) - in.Len(); read != preludeSize {
		t.Errorf("with the prelude, %d bytes are read, want %d", read, preludeSize)
	}
	if m, err := r.Rest(nil); err != nil || string(m.Payload) != "first" {
		t.Errorf("got %q, %v", m.Payload, err)
	}
	if in.Len() != len(second) {
		t.Errorf("behind the frame, %d bytes are left, want %d", in.Len(), len(second))
	}
}

// Broken by: io.EOF for whatever ends early.
func TestOnlyAnEndBetweenFramesIsOne(t *testing.T) {
	frame := event(t, "payload")
	for n := range frame {
		for name, in := range map[string]io.Reader{"in pieces": iotest.OneByteReader(bytes.NewReader(frame[:n])), "at once": bytes.NewReader(frame[:n])} {
			r := NewReader(in)
			_, err := r.Prelude()
			if err == nil {
				_, err = r.Rest(nil)
			}
			switch {
			case n == 0 && err != io.EOF:
				t.Errorf("at the beginning: %v", err)
			case n > 0 && (errors.Is(err, io.EOF) || !errors.Is(err, io.ErrUnexpectedEOF)):
				t.Errorf("%s, after %d bytes: %v", name, n, err)
			}
		}
	}
	r := NewReader(iotest.ErrReader(io.ErrUnexpectedEOF)) // as net/http says of a connection that was cut between chunks
	if _, err := r.Prelude(); errors.Is(err, io.EOF) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut between frames: %v", err)
	}
}

// Broken by: a checksum that is not looked at.
func TestEveryFlippedBitIsFound(t *testing.T) {
	frame := event(t, `{"Records":[]}`)
	for i := range len(frame) * 8 {
		bad := bytes.Clone(frame)
		bad[i/8] ^= 1 << (i % 8)
		if _, err := one(bad); !errors.Is(err, ErrGarbled) {
			t.Errorf("bit %d: %v", i, err)
		}
	}
}

// made is a frame with right checksums and whatever else.
func made(total, headersLength uint32, headers, payload []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, total)
	out = binary.BigEndian.AppendUint32(out, headersLength)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out))
	out = append(append(out, headers...), payload...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out))
}

func framed(headers []byte) []byte {
	return made(uint32(overhead+len(headers)), uint32(len(headers)), headers, nil)
}

// Broken by: a bound of the format that is not held.
func TestFramesThatLieAreRefused(t *testing.T) {
	for name, in := range map[string][]byte{
		"shorter than its own frame":    made(overhead-1, 0, nil, nil),
		"no length":                     made(0, 0, nil, nil),
		"more headers than bytes":       made(overhead+4, 5, []byte{1, 2, 3, 4}, nil),
		"too many headers":              made(1<<20, MostHeaders+1, nil, nil),
		"too much payload":              made(overhead+MostPayload+1, 0, nil, nil),
		"all the bytes that there are":  made(1<<32-1, 0, nil, nil),
		"no headers":                    framed(nil),
		"a name beyond the headers":     framed([]byte("\xff:message-type")),
		"a name and no type":            framed([]byte("\x01x")),
		"a type that there is not":      framed([]byte("\x01x\x0a")),
		"a value beyond the headers":    framed([]byte("\x01x\x05\x00")),
		"a text without its length":     framed([]byte("\x01x\x07\x00")),
		"a text beyond the headers":     framed([]byte("\x01x\x07\x00\x02a")),
		"a message type that is none":   framed([]byte("\x0d:message-type\x07\x00\x05other")),
		"a name that is a number":       framed([]byte("\x0d:message-type\x07\x00\x05event\x0b:event-type\x04\x00\x00\x00\x01")),
		"a message type that is a byte": framed([]byte("\x0d:message-type\x02e")),
	} {
		if m, err := one(in); !errors.Is(err, ErrGarbled) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

// Broken by: memory of the length that the prelude says.
func TestADeclaredLengthReservesNoMemory(t *testing.T) {
	long := made(overhead+MostPayload, 0, nil, make([]byte, 1000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := one(long)
	runtime.ReadMemStats(&after)
	if grew := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, io.ErrUnexpectedEOF) || grew > 8<<20 {
		t.Errorf("1,000 bytes that say they are 24 MiB: %d bytes of memory, %v", grew, err)
	}
}

// Broken by: the part that came first, lost when the buffer grows.
func TestTheLongestFrameIsRead(t *testing.T) {
	payload := strings.Repeat("0123456789abcde", MostPayload/15)
	m, err := one(event(t, payload))
	if err != nil || string(m.Payload) != payload {
		t.Errorf("%d bytes of %d, %v", len(m.Payload), len(payload), err)
	}
}

// Broken by: a buffer of its own for each frame; strings made of what every frame says.
func TestABufferIsUsedAgain(t *testing.T) {
	frame := event(t, strings.Repeat("x", 5000))
	in := bytes.NewReader(nil)
	r := NewReader(in)
	var buffer []byte
	allocs := testing.AllocsPerRun(100, func() {
		in.Reset(frame)
		if _, err := r.Prelude(); err != nil {
			t.Error(err)
		}
		m, err := r.Rest(buffer)
		if err != nil || len(m.Payload) != 5000 {
			t.Errorf("%d bytes, %v", len(m.Payload), err)
		}
		buffer = m.Buffer
	})
	if allocs != 0 {
		t.Errorf("%v allocations a frame, want none", allocs)
	}
	m, err := r.Rest(buffer) // nothing is left
	if err == nil {
		t.Errorf("behind the end: %+v", m)
	}
}

// Broken by: a capacity that reaches into the checksum.
func TestAppendingToAPayloadTouchesNothingElse(t *testing.T) {
	m, err := one(event(t, "payload"))
	if err != nil {
		t.Fatal(err)
	}
	whole := bytes.Clone(m.Buffer)
	_ = append(m.Payload, "more"...)
	if !bytes.Equal(m.Buffer, whole) {
		t.Error("the buffer has changed")
	}
}

func BenchmarkFrame(b *testing.B) {
	frame := event(b, strings.Repeat("x", 1<<20))
	in := bytes.NewReader(nil)
	r := NewReader(in)
	var buffer []byte
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		in.Reset(frame)
		if _, err := r.Prelude(); err != nil {
			b.Fatal(err)
		}
		m, err := r.Rest(buffer)
		if err != nil {
			b.Fatal(err)
		}
		buffer = m.Buffer
	}
}
