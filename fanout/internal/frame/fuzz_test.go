package frame

// Any bytes whatever, and the SDK's own decoder beside ours.

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
)

// Broken by: a header that ours reads otherwise than the SDK does.
func FuzzFrame(f *testing.F) {
	f.Add(event(f, `{"Records":[]}`), false)
	f.Add(encoded(f, "", text(":message-type", "error"), text(":error-code", "c"), text(":error-message", "m"), eventstream.Header{Name: "n", Value: eventstream.Int64Value(1)}), true)
	f.Add(encoded(f, `{"message":"m"}`, text(":message-type", "exception"), text(":exception-type", "e"), eventstream.Header{Name: "u", Value: eventstream.UUIDValue{}}), true)
	f.Add(framed([]byte("\x01x\x07\x00\x02a")), true)
	f.Fuzz(func(t *testing.T, in []byte, mend bool) {
		if mend {
			in = mended(in)
		}
		ours, err := one(in)
		theirs, theirErr := eventstream.NewDecoder().Decode(bytes.NewReader(in), nil)
		if err != nil {
			// The SDK reads headers that end early, too. What it would write itself, ours must read.
			if theirErr == nil && isText(theirs, ":message-type", Event, Exception, Error) && !strings.Contains(err.Error(), "is no text") && bytes.Equal(in, written(theirs)) {
				t.Errorf("refused: %v; the SDK reads %+v", err, theirs)
			}
			return
		}
		if theirErr != nil {
			t.Fatalf("read %+v; the SDK refuses: %v", ours, theirErr)
		}
		if !bytes.Equal(ours.Payload, theirs.Payload) {
			t.Errorf("payload %q; the SDK has %q", ours.Payload, theirs.Payload)
		}
		name := map[string]string{Event: ":event-type", Exception: ":exception-type", Error: ":error-code"}[ours.Type]
		for header, got := range map[string]string{":message-type": ours.Type, name: ours.Name, ":error-message": ours.ErrorMessage} {
			want := ""
			if v := theirs.Headers.Get(header); v != nil {
				want = v.String()
			}
			if got != want {
				t.Errorf("%s: %q; the SDK has %q", header, got, want)
			}
		}
	})
}

// mended is in with lengths and checksums that are right, so that the headers are what is fuzzed.
func mended(in []byte) []byte {
	out := bytes.Clone(in)
	if len(out) < overhead {
		return out
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	binary.BigEndian.PutUint32(out[8:], crc32.ChecksumIEEE(out[:8]))
	end := len(out) - checksumSize
	binary.BigEndian.PutUint32(out[end:], crc32.ChecksumIEEE(out[:end]))
	return out
}

func isText(m eventstream.Message, header string, values ...string) bool {
	v, is := m.Headers.Get(header).(eventstream.StringValue)
	for _, want := range values {
		if is && string(v) == want {
			return true
		}
	}
	return false
}

// written is the message as the SDK writes it.
func written(m eventstream.Message) []byte {
	var out bytes.Buffer
	_ = eventstream.NewEncoder().Encode(&out, m) // what it cannot write is not in equal
	return out.Bytes()
}
