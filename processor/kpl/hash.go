package kpl

// Places on the hash line, which has 2^128 of them: what decides which shard a record belongs to. Two
// words instead of a big.Int, since one is asked for each record.

import (
	"cmp"
	"crypto/md5"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"unsafe"
)

// A hash is a place on the hash line.
type hash struct{ hi, lo uint64 }

// ErrHashKey is wrapped by the error of a hash key that is no decimal number below 2^128.
var ErrHashKey = errors.New("not a decimal number below 2^128")

// hashOf is where a partition key lies.
func hashOf(partitionKey string) hash {
	sum := md5.Sum(unsafe.Slice(unsafe.StringData(partitionKey), len(partitionKey)))
	return hash{binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])}
}

// parseHash reads an explicit hash key. Leading zeros mean nothing.
func parseHash(decimal string) (hash, error) {
	var h hash
	for i := range len(decimal) {
		digit := decimal[i] - '0'
		next, fits := h.timesTen(uint64(digit))
		if digit > 9 || !fits {
			return hash{}, ErrHashKey
		}
		h = next
	}
	if decimal == "" {
		return hash{}, ErrHashKey
	}
	return h, nil
}

// timesTen is h with one more digit behind it.
func (h hash) timesTen(digit uint64) (next hash, fits bool) {
	carry, lo := bits.Mul64(h.lo, 10)
	over, hi := bits.Mul64(h.hi, 10)
	lo, more := bits.Add64(lo, digit, 0)
	hi, lost := bits.Add64(hi, carry, more)
	return hash{hi, lo}, over == 0 && lost == 0
}

func (h hash) compare(other hash) int {
	return cmp.Or(cmp.Compare(h.hi, other.hi), cmp.Compare(h.lo, other.lo))
}

// String is h in decimal, as the service takes it.
func (h hash) String() string {
	const limb, digits = 1e19, 19 // the largest power of ten in a word
	if h.hi == 0 {
		return strconv.FormatUint(h.lo, 10)
	}
	hi, mid := h.hi/limb, h.hi%limb
	rest, low := bits.Div64(mid, h.lo, limb)
	if hi == 0 && rest < limb {
		return fmt.Sprintf("%d%0*d", rest, digits, low)
	}
	top, middle := bits.Div64(hi, rest, limb)
	return fmt.Sprintf("%d%0*d%0*d", top, digits, middle, digits, low)
}
