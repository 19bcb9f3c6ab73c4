package page

// Numbers, exactly.

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// Broken by: a float; a fraction that is padded on the wrong side; an exponent without its sign.
func TestTimesAreExactToTheMillisecond(t *testing.T) {
	for text, want := range map[string]int64{
		"1.7E9": 1_700_000_000_000, "1.700000000123E9": 1_700_000_000_123, "1700000000.123": 1_700_000_000_123, "1700000000": 1_700_000_000_000,
		"1700000000.1": 1_700_000_000_100, "1700000000.001": 1_700_000_000_001, "1700000000123e-3": 1_700_000_000_123, "17e+8": 1_700_000_000_000,
		"1700000000.1239": 1_700_000_000_123, "0": 0, "-0": 0, "-0.0015": -1, "-1.5": -1500, "0.000e99": 0, "1e-99999999999999999999": 0,
		"1700000000.123000000000000000000000000000001": 1_700_000_000_123, "0.00000000000000000000001e32": 1_000_000_000_000,
		"1700000000123000000000000e-15": 1_700_000_000_123, "170000000012399999999999999999999999999999e-32": 1_700_000_000_123,
	} {
		s := scanner{p: []byte(text)}
		d, err := s.number()
		if got, fits := d.scaled(3); err != nil || !fits || got != want || s.end() != nil {
			t.Errorf("%s: %d, %v, %v, want %d", text, got, fits, err, want)
		}
	}
	for _, text := range []string{"1e99", "1e99999999999999999999", "9223372036854775808"} {
		s := scanner{p: []byte(text)}
		d, err := s.number()
		if got, fits := d.scaled(3); err != nil || fits {
			t.Errorf("%s: %d, %v, want that it does not fit", text, got, err)
		}
	}
}

// Broken by: digits that are dropped without moving the exponent.
func TestANumberIsThatOfItsDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][-+]?[0-9]{1,2})?`).Draw(t, "number")
		s := scanner{p: []byte(text)}
		d, err := s.number()
		if err != nil || s.end() != nil {
			t.Fatalf("%s: %v, %v", text, err, s.end())
		}
		exact, _ := new(big.Rat).SetString(text)
		exact.Mul(exact, big.NewRat(1000, 1))
		want := new(big.Int).Quo(exact.Num(), exact.Denom())
		got, fits := d.scaled(3)
		if beyond := new(big.Int).Abs(want).Cmp(big.NewInt(mostMillis)) > 0; beyond {
			if fits && got <= mostMillis && got >= -mostMillis {
				t.Fatalf("%s: %d, want %v", text, got, want)
			}
			return
		}
		if !fits || fmt.Sprint(got) != want.String() {
			t.Fatalf("%s: %d, %v, want %v", text, got, fits, want)
		}
	})
}
