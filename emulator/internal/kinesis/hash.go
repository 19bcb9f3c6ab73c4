package kinesis

// Hash keys: the 128-bit line that the shards of a stream divide among them.

import (
	"cmp"
	"crypto/md5"
	"encoding/binary"
	"math/bits"
	"strconv"
)

// A hashKey is a place on the line from 0 to 2^128-1.
type hashKey struct{ hi, lo uint64 }

func lastHashKey() hashKey { return hashKey{^uint64(0), ^uint64(0)} }

// hashOf is where the service puts a partition key: its MD5, read as a big-endian number.
func hashOf(partitionKey string) hashKey {
	sum := md5.Sum([]byte(partitionKey))
	return hashKey{binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:])}
}

// parseHashKey reads "0" or up to 39 digits without a leading zero, below 2^128.
func parseHashKey(text string) (hashKey, bool) {
	if !isNumber(text, 39) {
		return hashKey{}, false
	}
	var k hashKey
	for _, digit := range []byte(text) {
		over, lo := bits.Mul64(k.lo, 10)
		overflow, hi := bits.Mul64(k.hi, 10)
		lo, carry := bits.Add64(lo, uint64(digit-'0'), 0)
		hi, carry = bits.Add64(hi, over, carry)
		if overflow != 0 || carry != 0 {
			return hashKey{}, false
		}
		k = hashKey{hi, lo}
	}
	return k, true
}

func (k hashKey) String() string {
	const chunk = 1e19
	above, rest := k.hi/chunk, k.hi%chunk
	upper, low := bits.Div64(rest, k.lo, chunk)
	high, middle := bits.Div64(above, upper, chunk)
	switch {
	case high > 0:
		text := strconv.AppendUint(make([]byte, 0, 39), high, 10)
		return string(appendPadded(appendPadded(text, middle), low))
	case middle > 0:
		return string(appendPadded(strconv.AppendUint(make([]byte, 0, 39), middle, 10), low))
	default:
		return strconv.FormatUint(low, 10)
	}
}

// appendPadded appends n as 19 digits.
func appendPadded(text []byte, n uint64) []byte {
	for divisor := uint64(1e18); divisor > 0; divisor /= 10 {
		text = append(text, byte('0'+n/divisor%10))
	}
	return text
}

func (k hashKey) compare(l hashKey) int {
	return cmp.Or(cmp.Compare(k.hi, l.hi), cmp.Compare(k.lo, l.lo))
}

func (k hashKey) next() hashKey {
	lo, carry := bits.Add64(k.lo, 1, 0)
	return hashKey{k.hi + carry, lo}
}

func (k hashKey) previous() hashKey {
	lo, borrow := bits.Sub64(k.lo, 1, 0)
	return hashKey{k.hi - borrow, lo}
}

// distance is how far l lies above k, which is not above it, as far as 64 bits can say.
func (k hashKey) distance(l hashKey) uint64 {
	lo, borrow := bits.Sub64(l.lo, k.lo, 0)
	if hi, _ := bits.Sub64(l.hi, k.hi, borrow); hi > 0 {
		return ^uint64(0)
	}
	return lo
}

// A hashRange is what one shard owns, both ends included.
type hashRange struct{ start, end hashKey }

func (r hashRange) holds(k hashKey) bool {
	return r.start.compare(k) <= 0 && k.compare(r.end) <= 0
}

// middle is where the upper half begins.
func (r hashRange) middle() hashKey {
	lo, borrow := bits.Sub64(r.end.lo, r.start.lo, 0)
	hi, _ := bits.Sub64(r.end.hi, r.start.hi, borrow)
	lo, carry := bits.Add64(r.start.lo, lo>>1|hi<<63, 1)
	return hashKey{r.start.hi + hi>>1 + carry, lo}
}

// evenly divides the whole line into n ranges of width floor(2^128/n); the last takes the rest.
func evenly(n int) []hashRange {
	if n == 1 {
		return []hashRange{{end: lastHashKey()}}
	}
	hi, rest := bits.Div64(1, 0, uint64(n))
	lo, _ := bits.Div64(rest, 0, uint64(n))
	ranges := make([]hashRange, n)
	var start hashKey
	for i := range ranges {
		low, carry := bits.Add64(start.lo, lo, 0)
		next := hashKey{start.hi + hi + carry, low}
		ranges[i] = hashRange{start, next.previous()}
		start = next
	}
	ranges[n-1].end = lastHashKey()
	return ranges
}

// isNumber: "0", or 1 to limit digits without a leading zero.
func isNumber(text string, limit int) bool {
	if text == "" || len(text) > limit || len(text) > 1 && text[0] == '0' {
		return false
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
