package aggregate

import (
	"crypto/md5"
	"reflect"
	"testing"
)

// pack makes an aggregated record of a message.
func pack(message string) []byte {
	sum := md5.Sum([]byte(message))
	return append([]byte(magic+message), sum[:]...)
}

// two is a message of two keys, a hash key, and two records: "hi" of the second key, "yo" of the first.
const two = "\x0a\x01a" + "\x0a\x01b" + "\x12\x0242" +
	"\x1a\x06" + "\x08\x01" + "\x1a\x02hi" +
	"\x1a\x08" + "\x08\x00" + "\x10\x00" + "\x1a\x02yo"

// Broken by: one takes a record's place for the place of its key.
func TestRecordsNameTheirKeysByPlace(t *testing.T) {
	got, err := Decode(pack(two))
	want := []User{{Key: "b", Data: []byte("hi")}, {Key: "a", Hash: "42", Data: []byte("yo")}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Decode = %q, %v; want %q", got, err, want)
	}
}

// Broken by: Decode does not compare the MD5; at does not look at the length; split does not.
func TestWhatIsNoAggregateIsRefused(t *testing.T) {
	torn := pack(two)
	torn[6]++
	for name, data := range map[string][]byte{
		"plain":          []byte("a plain record of some length"),
		"magic alone":    []byte(magic),
		"another MD5":    torn,
		"an unknown key": pack("\x1a\x02\x08\x00"),
		"cut short":      pack("\x1a\x09\x08"),
		"another type":   pack("\x09\x00"),
	} {
		if got, err := Decode(data); err == nil {
			t.Errorf("Decode(%s) = %q, want an error", name, got)
		}
	}
}

// Broken by: Is is always true.
func TestTheMagicNumberTellsAggregatesFromPlainRecords(t *testing.T) {
	for data, want := range map[string]bool{"plain": false, "": false, magic[:3]: false, string(pack(two)): true} {
		if got := Is([]byte(data)); got != want {
			t.Errorf("Is(%q) = %t, want %t", data, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(two))
	f.Fuzz(func(t *testing.T, message []byte) {
		if users, err := Decode(pack(string(message))); err == nil && len(users) > len(message) {
			t.Errorf("%d records of %d bytes", len(users), len(message))
		}
	})
}
