package kinesis

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func (k hashKey) big() *big.Int {
	n := new(big.Int).SetUint64(k.hi)
	return n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(k.lo))
}

func drawKey(t *rapid.T, label string) hashKey {
	// Small and large numbers, and those next to a limb's border.
	limb := rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 3), rapid.Uint64Range(1<<64-3, 1<<64-1))
	return hashKey{limb.Draw(t, label+".hi"), limb.Draw(t, label+".lo")}
}

// Broken by: padding chunks to 18 digits; no carry in parseHashKey.
func TestHashKeysAreDecimalNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawKey(t, "k")
		if got, want := k.String(), k.big().String(); got != want {
			t.Fatalf("String of %x = %s, want %s", k, got, want)
		}
		if again, ok := parseHashKey(k.String()); !ok || again != k {
			t.Fatalf("parseHashKey(%s) = %x, %v, want %x", k, again, ok, k)
		}
	})
}

// Broken by: an overflow of the last addition that is not looked at.
func TestHashKeysEndBelowTwoToThe128(t *testing.T) {
	for text, want := range map[string]bool{
		"0": true, "1": true, "340282366920938463463374607431768211455": true,
		"340282366920938463463374607431768211456": false, "999999999999999999999999999999999999999": false,
		"": false, "00": false, "01": false, "-1": false, "+1": false, "1e3": false,
		"1000000000000000000000000000000000000000": false,
	} {
		if _, got := parseHashKey(text); got != want {
			t.Errorf("parseHashKey(%q) accepts: %v, want %v", text, got, want)
		}
	}
}

// Broken by: a last range that ends at n times the width; starts that lack the carry.
func TestEvenRangesCoverTheLine(t *testing.T) {
	for n := range 300 {
		n++
		ranges := evenly(n)
		if len(ranges) != n || ranges[0].start != (hashKey{}) || ranges[n-1].end != lastHashKey() {
			t.Fatalf("evenly(%d) = %d ranges from %v to %v", n, len(ranges), ranges[0].start, ranges[len(ranges)-1].end)
		}
		width := new(big.Int).Lsh(big.NewInt(1), 128)
		width.Div(width, big.NewInt(int64(n)))
		for i, r := range ranges {
			if want := new(big.Int).Mul(width, big.NewInt(int64(i))); r.start.big().Cmp(want) != 0 {
				t.Fatalf("evenly(%d)[%d] starts at %v, want %v", n, i, r.start, want)
			}
			if i > 0 && ranges[i-1].end.next() != r.start {
				t.Fatalf("evenly(%d)[%d] ends at %v, the next starts at %v", n, i-1, ranges[i-1].end, r.start)
			}
		}
	}
}

func TestTheMiddleOfTheLineIsWhereTheServiceHasIt(t *testing.T) {
	const want = "170141183460469231731687303715884105728"
	if got := (hashRange{end: lastHashKey()}).middle().String(); got != want {
		t.Errorf("middle = %s, want %s", got, want)
	}
	if got := evenly(2)[1].start.String(); got != want {
		t.Errorf("second of two starts at %s, want %s", got, want)
	}
}

// The MD5 of "a" is 0cc175b9c0f1b6a831c399e269772661.
func TestPartitionKeysAreRoutedByTheirMD5(t *testing.T) {
	if got, want := hashOf("a"), (hashKey{0x0cc175b9c0f1b6a8, 0x31c399e269772661}); got != want {
		t.Errorf("hashOf(a) = %x, want %x", got, want)
	}
}
