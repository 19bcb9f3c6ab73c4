package checkpoint

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

func positions() *rapid.Generator[Position] {
	return rapid.Custom(func(t *rapid.T) Position {
		kind := rapid.SampledFrom([]Position{TrimHorizon(), Latest(), AtTimestamp(), ShardEnd(), {kind: sequence}}).Draw(t, "kind")
		if !kind.IsSequence() {
			return kind
		}
		// Few digits and few values, so that equal and nearly equal ones are frequent.
		number := rapid.StringMatching(`0|[1-9][0-9]{0,2}|[1-9][0-9]{55}`).Draw(t, "number")
		p, err := At(number, rapid.Uint64Range(0, 3).Draw(t, "sub"))
		if err != nil {
			t.Fatal(err)
		}
		return p
	})
}

func TestTheOrderIsKCLs(t *testing.T) {
	at := func(number string, sub uint64) Position {
		p, err := At(number, sub)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	want := []Position{
		AtTimestamp(), TrimHorizon(), Latest(),
		at("0", 0), at("0", 1), at("9", 0), at("10", 0), at("10", 7), at("99", 0), at("100", 0), at(strings.Repeat("9", MaxDigits), 0),
		ShardEnd(),
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, Position.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("sorted: %v, want %v", got, want)
	}
}

// Broken by: comparing numbers as text; leaving the sub-sequence number out.
func TestTheOrderIsTotalAndThatOfTheNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q, r := positions().Draw(t, "p"), positions().Draw(t, "q"), positions().Draw(t, "r")
		if p.Compare(q) != -q.Compare(p) || (p.Compare(q) == 0) != (p == q) {
			t.Fatalf("Compare(%v, %v) = %d, the other way round %d", p, q, p.Compare(q), q.Compare(p))
		}
		if p.Compare(q) <= 0 && q.Compare(r) <= 0 && p.Compare(r) > 0 {
			t.Fatalf("%v <= %v <= %v, and not %v <= %v", p, q, r, p, r)
		}
		if p.IsSequence() && q.IsSequence() && p.SequenceNumber() != q.SequenceNumber() {
			if got, want := p.Before(q), number(p).Cmp(number(q)) < 0; got != want {
				t.Fatalf("%v before %v: %v, want %v", p, q, got, want)
			}
		}
	})
}

func number(p Position) *big.Int {
	n, _ := new(big.Int).SetString(p.SequenceNumber(), 10)
	return n
}

// Broken by: a sub-sequence number that is not written.
func TestParseReadsWhatStringWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := positions().Draw(t, "p")
		if got, err := Parse(p.String()); err != nil || got != p {
			t.Fatalf("Parse(%q) = %v, %v, want %v", p.String(), got, err, p)
		}
	})
}

func TestWhatIsNoPositionIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "01", "-1", "+1", "1.0", "1e3", " 1", "1 ", "trim_horizon", "SHARD_END/1", "1/0", "1/01", "1/-1", "1/", "1/2/3",
		"LATEST/1", "/1", strings.Repeat("1", MaxDigits+1), "1/18446744073709551616", "sequence number",
	} {
		if p, err := Parse(text); !errors.Is(err, ErrSyntax) {
			t.Errorf("Parse(%q) = %v, %v, want an error that wraps ErrSyntax", text, p, err)
		}
	}
}

func TestTheZeroValueIsTrimHorizon(t *testing.T) {
	if p := (Position{}); p != TrimHorizon() || p.String() != "TRIM_HORIZON" {
		t.Errorf("the zero value is %v, want TRIM_HORIZON", p)
	}
}

// Broken by: eight digits of which one is not looked at; the last few left out.
func TestOneCharacterThatIsNoDigitIsFoundAnywhere(t *testing.T) {
	for length := 1; length <= 60; length++ {
		digits := strings.Repeat("1234567890", 6)[:length]
		if _, err := At(digits, 0); err != nil {
			t.Errorf("At(%q): %v", digits, err)
		}
		for at := range length {
			for c := range 256 {
				text := digits[:at] + string([]byte{byte(c)}) + digits[at+1:]
				_, err := At(text, 0)
				is := c >= '0' && c <= '9' && (c > '0' || at > 0 || length == 1)
				if (err == nil) != is {
					t.Fatalf("At(%q): %v, want that it is a number: %v", text, err, is)
				}
			}
		}
	}
}

// Broken by: a Clone that returns p.
func TestACloneIsThePositionInMemoryOfItsOwn(t *testing.T) {
	page := []byte("49590338271490256608559692538361571095921575989136588898")
	p, err := At(unsafe.String(unsafe.SliceData(page), len(page)), 7)
	if err != nil {
		t.Fatal(err)
	}
	clone := p.Clone()
	if clone != p {
		t.Errorf("the clone of %v is %v", p, clone)
	}
	clear(page)
	if want := "49590338271490256608559692538361571095921575989136588898/7"; clone.String() != want {
		t.Errorf("the clone has become %v with the page, want %s", clone, want)
	}
	for _, p := range []Position{TrimHorizon(), Latest(), AtTimestamp(), ShardEnd()} {
		if p.Clone() != p {
			t.Errorf("the clone of %v is %v", p, p.Clone())
		}
	}
}

func BenchmarkAt(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := At("49590338271490256608559692538361571095921575989136588898", 0); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "LATEST", "0", "007", "12/3", "12/", "SHARD_END", "49590338271490256608559692538361571095921575989136588898"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err != nil {
			if !errors.Is(err, ErrSyntax) {
				t.Fatalf("Parse(%q): %v does not wrap ErrSyntax", text, err)
			}
			return
		}
		if p.String() != text {
			t.Fatalf("Parse(%q) = %v", text, p)
		}
	})
}
