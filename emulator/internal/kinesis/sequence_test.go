package kinesis

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func drawSequence(t *rapid.T) sequence {
	created := rapid.Int64Range(0, 1<<34-1).Draw(t, "created")
	return sequence{
		created: created,
		shard:   rapid.Int32Range(0, 1<<31-1).Draw(t, "shard"),
		counter: rapid.OneOf(rapid.Uint64Range(0, endCounter), rapid.Just(uint64(endCounter))).Draw(t, "counter"),
		seconds: created + rapid.Int64Range(0, 1<<30).Draw(t, "later"),
	}
}

// Broken by: any field one bit to the side; a chunk padded to 18 digits.
func TestSequenceNumbersReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSequence(t)
		if again, ok := parseSequence(s.String()); !ok || again != s {
			t.Fatalf("parseSequence(%s) = %+v, %v, want %+v", s, again, ok, s)
		}
	})
}

// Broken by: compare without the record's time.
func TestSequenceNumbersOrderAsTheirDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSequence(t), drawSequence(t)
		b.shard = a.shard // numbers of one stream's shard, and of its later incarnation
		if rapid.Bool().Draw(t, "same shard") {
			b.created = a.created
		}
		x, _ := new(big.Int).SetString(a.String(), 10)
		y, _ := new(big.Int).SetString(b.String(), 10)
		if got, want := a.compare(b), x.Cmp(y); got != want {
			t.Fatalf("compare(%s, %s) = %d, want %d", a, b, got, want)
		}
	})
}

// The layout, digit by digit, of a number that was put together by hand.
func TestSequenceNumbersHaveTheServicesLayout(t *testing.T) {
	s := sequence{created: 0x05f5e1000, shard: 0x12, counter: 0x0123456789abcdef, seconds: 0x05f5e1007}
	want, _ := new(big.Int).SetString("2"+"05f5e1000"+"2"+"0123456789abcdef"+"00"+"05f5e1007"+"00000012"+"2", 16)
	if got := s.String(); got != want.String() {
		t.Errorf("%+v = %s, want %s", s, got, want)
	}
	if got := len(s.String()); got != 56 {
		t.Errorf("%s has %d digits, want 56", s, got)
	}
}

func TestWhatIsNoSequenceNumberIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "0", "1", "-1", "LATEST", "049577646", "99999999999999999999999999999999999999999999999999999999",
		"1000000000000000000000000000000000000000000000000000000000", "12345678901234567890",
	} {
		if s, ok := parseSequence(text); ok {
			t.Errorf("parseSequence(%q) = %+v, want a refusal", text, s)
		}
	}
}

func FuzzParseSequence(f *testing.F) {
	f.Add(sequence{created: 1, shard: 2, counter: 3, seconds: 4}.String())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if s, ok := parseSequence(text); ok && s.String() != text {
			t.Fatalf("parseSequence(%q) = %+v, which reads %s", text, s, s)
		}
	})
}
