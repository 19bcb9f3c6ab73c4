package cbor

// Items in every form that they have.

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// Broken by: a width of a length that is read as another; a string of 24 or 256 bytes that is read in
// the short way; tags that are not passed over; chunks that are not joined.
func TestStringsAreReadInEveryForm(t *testing.T) {
	for _, n := range []int{0, 1, 23, 24, 255, 256, 65535, 65536} {
		want := strings.Repeat("x", n)
		for what, form := range map[string]string{
			"the shortest": string(head(Text, n)) + want,
			"one byte":     "\x78" + string([]byte{byte(n)}) + want,
			"two bytes":    "\x79" + string([]byte{byte(n >> 8), byte(n)}) + want,
			"four bytes":   "\x7a" + string([]byte{0, byte(n >> 16), byte(n >> 8), byte(n)}) + want,
			"eight bytes":  "\x7b\x00\x00\x00\x00\x00" + string([]byte{byte(n >> 16), byte(n >> 8), byte(n)}) + want,
			"under tags":   "\xc1\xd8\x18\xd9\xd9\xf7" + string(head(Text, n)) + want,
			"in chunks":    "\x7f" + string(head(Text, n/2)) + want[:n/2] + "\x60" + string(head(Text, n-n/2)) + want[n/2:] + "\xff",
		} {
			if what == "one byte" && n > 0xff || what == "two bytes" && n > 0xffff {
				continue
			}
			r := NewReader([]byte(form + "\xf5"))
			got, err := r.Bytes(Text)
			if err != nil || string(got) != want || r.Left() != 1 || cap(got) > len(got) && what != "in chunks" {
				t.Errorf("%d bytes, %s: %d, %v, and %d left, want 1", n, what, len(got), err, r.Left())
			}
			for cut := range min(len(form), 300) {
				r := NewReader([]byte(form[:cut]))
				if _, err := r.Bytes(Text); err == nil {
					t.Fatalf("%d bytes, %s: read of only %d", n, what, cut)
				}
			}
			r = NewReader([]byte(form))
			if _, err := r.Bytes(Bytes); err == nil {
				t.Errorf("%d bytes, %s: a text is read as bytes", n, what)
			}
		}
	}
}

// Broken by: a short way for whatever begins below its kind.
func TestOnlyStringsOfTheirKindAreStrings(t *testing.T) {
	for first := range 256 {
		for _, kind := range []byte{Bytes, Text} {
			r := NewReader(append([]byte{byte(first)}, make([]byte, 300)...))
			_, err := r.Bytes(kind)
			if is := byte(first)>>5 == kind && first&31 <= Arg8; (err == nil) != is && byte(first)>>5 != Tag {
				t.Errorf("%#x as kind %d: %v, want that it is one: %v", first, kind, err, is)
			}
		}
	}
}

// head is the shortest of a kind and a number.
func head(kind byte, n int) []byte {
	switch {
	case n < 24:
		return []byte{kind<<5 | byte(n)}
	case n < 1<<8:
		return []byte{kind<<5 | Arg1, byte(n)}
	case n < 1<<16:
		return []byte{kind<<5 | Arg2, byte(n >> 8), byte(n)}
	}
	return []byte{kind<<5 | Arg4, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
}

// Broken by: a time of the service's form beyond all bounds; a negative one that is cut by one; halves
// without their sign.
func TestTimesAreMillisecondsOfAnyNumber(t *testing.T) {
	for form, want := range map[string]int64{
		"\xc1\x1b\x00\x00\x01\x8b\xcf\xe5\x68\x7b": 1_700_000_000_123,
		"\x1b\x00\x00\x01\x8b\xcf\xe5\x68\x7b":     1_700_000_000_123,
		"\xc1\x1a\x00\x00\x03\xe8":                 1000, "\xc1\x19\x03\xe8": 1000, "\xc1\x18\x64": 100, "\xc1\x05": 5,
		"\xc1\x39\x03\xe7": -1000, "\xc1\xf9\x63\xd0": 1000, "\xc1\xf9\xe3\xd0": -1000, "\xc1\xfa\x44\x7a\x00\x00": 1000,
		"\xc1\xfb\x40\x8f\x40\x00\x00\x00\x00\x00": 1000, "\xc1\xfb\x40\x8f\x3c\x00\x00\x00\x00\x00": 1000,
		"\xc1\x1b\x00\x04\x00\x00\x00\x00\x00\x00": 1 << 50,
	} {
		r := NewReader([]byte(form))
		if got, err := r.Millis(); err != nil || got != want || r.Left() != 0 {
			t.Errorf("%x: %d, %v, want %d", form, got, err, want)
		}
	}
	for _, form := range []string{
		"", "\xc1", "\xc1\x1b\x00", "\xc1\x1b\x00\x04\x00\x00\x00\x00\x00\x01", "\xc1\x1b\xff\xff\xff\xff\xff\xff\xff\xff", "\xc1\xf9\x7c\x00",
		"\xc1\xf9\x7e\x00", "\xc1\x61a", "\xc1\xf6", "\xc1\x80",
	} {
		r := NewReader([]byte(form))
		if got, err := r.Millis(); err == nil {
			t.Errorf("%x: %d, want an error", form, got)
		}
	}
}

func TestHalvesAreThoseOfTheStandard(t *testing.T) {
	for bits, want := range map[uint16]float64{
		0x0000: 0, 0x0001: 5.960464477539063e-8, 0x0400: 0.00006103515625, 0x3c00: 1, 0x3e00: 1.5, 0x7bff: 65504, 0xc400: -4, 0x7c00: math.Inf(1), 0xfc00: math.Inf(-1),
	} {
		if got := half(bits); got != want {
			t.Errorf("half %#x: %v, want %v", bits, got, want)
		}
	}
	if !math.IsNaN(half(0x7e00)) {
		t.Error("half 0x7e00 is a number")
	}
}

// Broken by: skip that leaves something; skip without a bound of its depth.
func TestSkipPassesOverAllThatIsInAnItem(t *testing.T) {
	for _, form := range []string{
		"\x00", "\x3a\x00\x00\x00\x01", "\x41a", "\x5f\x41a\x40\xff", "\x61a", "\x80", "\x82\x01\x82\x02\x03", "\x9f\x01\x9f\xff\xff", "\xa1\x61a\x9f\xff",
		"\xbf\x61a\xbf\xff\xff", "\xc1\x01", "\xf4", "\xf6", "\xf8\x20", "\xfb\x00\x00\x00\x00\x00\x00\x00\x00", strings.Repeat("\x81", deepest) + "\x00",
	} {
		r := NewReader([]byte(form + "\x17"))
		if err := r.Skip(); err != nil || !bytes.Equal(r.p[r.at:], []byte{0x17}) {
			t.Errorf("%x: %v, and %x is left, want 17", form, err, r.p[r.at:])
		}
	}
	for _, form := range []string{"", "\xff", "\x82\x01", "\xa1\x01", "\x9f", "\xbf\x01\xff", "\x5f\x61a\xff", "\x1f", "\x1c", strings.Repeat("\x81", deepest+1) + "\x00"} {
		r := NewReader([]byte(form))
		if err := r.Skip(); err == nil {
			t.Errorf("%x is passed over", form)
		}
	}
}
