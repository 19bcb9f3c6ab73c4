package page

// Numbers of JSON, exactly: no float comes between a time and its milliseconds.

import (
	"cmp"
	"math"
)

// A decimal is digits times ten to the exponent. Digits beyond the eighteenth are cut off and counted
// by the exponent, so that it is never more than was meant, and less only by what cutting loses.
type decimal struct {
	digits   uint64
	exponent int
	negative bool
}

const (
	mostDigits   = uint64(1e17)  // one more digit than this has still fits
	mostExponent = 1_000_000_000 // beyond any document's length
)

func (s *scanner) number() (decimal, error) {
	var d decimal
	if s.peek() == '-' {
		d.negative = true
		s.at++
	}
	if s.at < len(s.p) && s.p[s.at] == '0' {
		s.at++ // no digit may follow: whatever does is no comma
	} else if s.digits(&d, 1) == 0 {
		return d, s.wrong("no number")
	}
	if s.at < len(s.p) && s.p[s.at] == '.' {
		s.at++
		if s.digits(&d, 0) == 0 {
			return d, s.wrong("no number")
		}
	}
	if s.at < len(s.p) && (s.p[s.at] == 'e' || s.p[s.at] == 'E') {
		s.at++
		return d, s.exponent(&d)
	}
	return d, nil
}

// digits adds what digits follow to d and says how many there were. One that counts moves
// the exponent down unless it stands before the point (whole 1); one that is cut off moves it up.
func (s *scanner) digits(d *decimal, whole int) int {
	from := s.at
	for ; s.at < len(s.p); s.at++ {
		c := s.p[s.at] - '0'
		switch {
		case c > 9:
			return s.at - from
		case d.digits < mostDigits:
			d.digits = d.digits*10 + uint64(c)
			d.exponent += whole - 1
		default:
			d.exponent += whole
		}
	}
	return s.at - from
}

func (s *scanner) exponent(d *decimal) error {
	sign := 1
	if s.at < len(s.p) && (s.p[s.at] == '-' || s.p[s.at] == '+') {
		if s.p[s.at] == '-' {
			sign = -1
		}
		s.at++
	}
	n, from := 0, s.at
	for ; s.at < len(s.p) && s.p[s.at]-'0' <= 9; s.at++ {
		n = min(n*10+int(s.p[s.at]-'0'), mostExponent)
	}
	if s.at == from {
		return s.wrong("no number")
	}
	d.exponent += sign * n
	return nil
}

// scaled is the number times ten to the power, cut off towards zero: milliseconds of seconds with 3.
// False: it is beyond 64 bits.
func (d decimal) scaled(power int) (n int64, fits bool) {
	v := d.digits
	for e := d.exponent + power; e != 0 && v != 0; e -= cmp.Compare(e, 0) {
		switch {
		case e < 0:
			v /= 10
		case v > math.MaxInt64/10:
			return 0, false
		default:
			v *= 10
		}
	}
	if v > math.MaxInt64 {
		return 0, false
	}
	if d.negative {
		return -int64(v), true
	}
	return int64(v), true
}
