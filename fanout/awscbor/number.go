package awscbor

// Numbers of every width, and times.

import "math"

const mostMillis = 1 << 50 // beyond any time that the service means

func (r *reader) integer() (int64, error) {
	h, err := r.head()
	switch {
	case err != nil:
		return 0, err
	case h.kind > kindNegative:
		return 0, r.wrong("no integer")
	case h.n > math.MaxInt64:
		return 0, r.wrong("an integer of more than 64 bits")
	case h.kind == kindNegative:
		return -1 - int64(h.n), nil
	}
	return int64(h.n), nil
}

// number is an integer or a float of any width.
func (r *reader) number() (float64, error) {
	h, err := r.head()
	switch {
	case err != nil:
		return 0, err
	case h.kind == kindUint:
		return float64(h.n), nil
	case h.kind == kindNegative:
		return -1 - float64(h.n), nil
	case h.kind == kindSimple && h.info == arg2:
		return half(uint16(h.n)), nil
	case h.kind == kindSimple && h.info == arg4:
		return float64(math.Float32frombits(uint32(h.n))), nil
	case h.kind == kindSimple && h.info == arg8:
		return math.Float64frombits(h.n), nil
	}
	return 0, r.wrong("no number")
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

// millis is a time: milliseconds, under a tag that elsewhere means seconds.
func (r *reader) millis() (int64, error) {
	v, err := r.number()
	if err != nil {
		return 0, err
	}
	if !(math.Abs(v) <= mostMillis) { // NaN is no time either
		return 0, r.wrong("no time")
	}
	return int64(math.Round(v)), nil
}
