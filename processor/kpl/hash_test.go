package kpl

import (
	"crypto/md5"
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// big is h as the standard library counts.
func (h hash) big() *big.Int {
	hi := new(big.Int).SetUint64(h.hi)
	return hi.Lsh(hi, 64).Add(hi, new(big.Int).SetUint64(h.lo))
}

func anyHash() *rapid.Generator[hash] {
	word := rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, 1e19 - 1, 1e19, 1<<64 - 1}))
	return rapid.Custom(func(t *rapid.T) hash { return hash{word.Draw(t, "hi"), word.Draw(t, "lo")} })
}

// Broken by: a carry that is lost in timesTen; limbs without their leading zeros; compare by one word.
func TestHashKeysCountAsBigNumbersDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyHash().Draw(t, "a"), anyHash().Draw(t, "b")
		if got, want := a.String(), a.big().String(); got != want {
			t.Errorf("String() = %s, want %s", got, want)
		}
		if got, err := parseHash(a.big().String()); got != a || err != nil {
			t.Errorf("parseHash(%v) = %v, %v", a.big(), got, err)
		}
		if got, want := a.compare(b), a.big().Cmp(b.big()); got != want {
			t.Errorf("%v compared with %v = %d, want %d", a, b, got, want)
		}
	})
}

// Broken by: leaving out the look at either overflow.
func TestWhatIsNoPlaceOnTheHashLineIsRefused(t *testing.T) {
	for _, text := range []string{"", "-1", "+1", "1.0", "0x1", " 1", "1 ", "12a",
		"340282366920938463463374607431768211456", "3402823669209384634633746074317682114550", "999999999999999999999999999999999999999"} {
		if h, err := parseHash(text); !errors.Is(err, ErrHashKey) {
			t.Errorf("parseHash(%q) = %v, %v; want ErrHashKey", text, h, err)
		}
	}
	if h, err := parseHash("000000000000000000000000000000000000000000000007"); err != nil || h != (hash{0, 7}) {
		t.Errorf("leading zeros: %v, %v; want 7", h, err)
	}
}

// Broken by: a digest that is read from its other end.
func TestAPartitionKeyLiesWhereItsMD5Says(t *testing.T) {
	for _, key := range []string{"", "a", "account-1", "ключ"} {
		sum := md5.Sum([]byte(key))
		if got, want := hashOf(key).big(), new(big.Int).SetBytes(sum[:]); got.Cmp(want) != 0 {
			t.Errorf("%q lies at %v, want %v", key, got, want)
		}
	}
}
