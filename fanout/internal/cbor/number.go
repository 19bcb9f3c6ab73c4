package cbor

// Numbers of every width, and times.

import (
	"encoding/binary"
	"math"
)

const mostMillis = 1 << 50 // beyond any time that the service means

// Integer is one of up to 64 bits with its sign.
func (r *Reader) Integer() (int64, error) {
	h, err := r.Head()
	switch {
	case err != nil:
		return 0, err
	case h.Kind > Negative:
		return 0, r.Wrong("no integer")
	case h.N > math.MaxInt64:
		return 0, r.Wrong("an integer of more than 64 bits")
	case h.Kind == Negative:
		return -1 - int64(h.N), nil
	}
	return int64(h.N), nil
}

// Number is an integer or a float of any width.
func (r *Reader) Number() (float64, error) {
	h, err := r.Head()
	switch {
	case err != nil:
		return 0, err
	case h.Kind == Uint:
		return float64(h.N), nil
	case h.Kind == Negative:
		return -1 - float64(h.N), nil
	case h.Kind == Simple && h.Info == Arg2:
		return half(uint16(h.N)), nil
	case h.Kind == Simple && h.Info == Arg4:
		return float64(math.Float32frombits(uint32(h.N))), nil
	case h.Kind == Simple && h.Info == Arg8:
		return math.Float64frombits(h.N), nil
	}
	return 0, r.Wrong("no number")
}

// half is a float of 16 bits: a sign, five bits of exponent, ten of fraction.
func half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	value := math.Ldexp(1024+fraction, exponent-25)
	switch {
	case exponent == 0:
		value = math.Ldexp(fraction, -24)
	case exponent == 31 && fraction == 0:
		value = math.Inf(1)
	case exponent == 31:
		value = math.NaN()
	}
	if bits>>15 == 1 {
		value = -value
	}
	return value
}

// Millis is a time: milliseconds, under a tag that elsewhere means seconds.
func (r *Reader) Millis() (int64, error) {
	// As the service writes it. Any other number goes the long way.
	if rest := r.p[r.at:]; len(rest) >= 10 && rest[0] == Tag<<5|1 && rest[1] == Uint<<5|Arg8 {
		if n := binary.BigEndian.Uint64(rest[2:]); n <= mostMillis {
			r.at += 10
			return int64(n), nil
		}
	}
	v, err := r.Number()
	if err != nil {
		return 0, err
	}
	if !(math.Abs(v) <= mostMillis) { // NaN is no time either
		return 0, r.Wrong("no time")
	}
	return int64(math.Round(v)), nil
}
