package kinesis

// Sequence numbers in the service's own layout: a number of 186 bits, which written as 47
// hexadecimal digits reads, from the left,
//
//	1  the digit 2
//	9  creation time of the shard, seconds
//	1  low digit of the shard's index
//	16 counter of the shard's records; 7fffffffffffffff is the end of the shard
//	2  zeros
//	9  time of the record, seconds
//	8  the shard's index
//	1  version, 2
//
// Clients see 56 decimal digits. Because the shard's creation time leads and a child is created a
// second after its parents closed, every number of a child is greater than every one of its parents.

import (
	"cmp"
	"math/bits"
	"strconv"
)

// endCounter is the counter in the ending sequence number of a closed shard.
const endCounter = 1<<63 - 1

// A sequence is a sequence number taken apart.
type sequence struct {
	created int64 // second in which the shard was created
	shard   int32
	counter uint64
	seconds int64 // second of the record, never before created
}

// String renders the number in decimal.
func (s sequence) String() string {
	const secondsMask = 1<<36 - 1
	created, seconds := uint64(s.created)&secondsMask, uint64(s.seconds)&secondsMask
	shard := uint64(uint32(s.shard))
	limbs := [3]uint64{
		2<<56 | created<<20 | shard&0xf<<16 | s.counter>>48,
		s.counter<<16 | seconds>>28,
		seconds<<36 | shard<<4 | 2,
	}
	const chunk = 1e19
	var chunks [3]uint64
	for i := range chunks {
		var rest uint64
		for j := range limbs {
			limbs[j], rest = bits.Div64(rest, limbs[j], chunk)
		}
		chunks[2-i] = rest
	}
	text := strconv.AppendUint(make([]byte, 0, 57), chunks[0], 10)
	return string(appendPadded(appendPadded(text, chunks[1]), chunks[2]))
}

// parseSequence takes a number of the current layout apart. The two older layouts, which the
// service has not issued for a decade, are refused as it refuses nonsense.
func parseSequence(text string) (sequence, bool) {
	if !isNumber(text, 57) {
		return sequence{}, false
	}
	var limbs [3]uint64
	for _, digit := range []byte(text) {
		carry := uint64(digit - '0')
		for i := 2; i >= 0; i-- {
			hi, lo := bits.Mul64(limbs[i], 10)
			sum, over := bits.Add64(lo, carry, 0)
			limbs[i], carry = sum, hi+over
		}
	}
	s := sequence{
		created: int64(limbs[0] >> 20 & (1<<36 - 1)),
		shard:   int32(limbs[2] >> 4),
		counter: limbs[0]&0xffff<<48 | limbs[1]>>16,
		seconds: int64(limbs[1]&0xff<<28 | limbs[2]>>36),
	}
	wellFormed := limbs[0]>>56 == 2 && limbs[1]>>8&0xff == 0 && limbs[2]&0xf == 2 &&
		limbs[0]>>16&0xf == uint64(uint32(s.shard))&0xf && s.counter <= endCounter && s.shard >= 0
	return s, wellFormed
}

// compare orders two numbers of one shard as their decimal values are ordered.
func (s sequence) compare(t sequence) int {
	return cmp.Or(
		cmp.Compare(s.created, t.created), cmp.Compare(s.shard, t.shard),
		cmp.Compare(s.counter, t.counter), cmp.Compare(s.seconds, t.seconds),
	)
}
