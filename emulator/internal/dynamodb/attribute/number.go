package attribute

// Numbers: exact decimals of up to 38 digits, as the service keeps them.

import (
	"cmp"
	"strings"
)

// The service's limits on numbers.
const (
	maxDigits = 38
	maxPoint  = 126  // 9.9…E+125 is 0.99…E+126
	minPoint  = -129 // 1E-130 is 0.1E-129
)

// A Number is 0.digits × 10^point, negative or not. There is one form of each value: digits begin
// and end with other than 0, and zero has none. So numbers are equal if they are ==.
type Number struct {
	digits   string
	point    int16
	negative bool
}

// The service's words for numbers that it does not take.
const (
	numberNotNumeric = Invalid("The parameter cannot be converted to a numeric value")
	numberOverflow   = Invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
	numberUnderflow  = Invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range")
	numberTooLong    = Invalid("Attempting to store more than 38 significant digits in a Number")
)

// ParseNumber reads a decimal, with or without fraction and exponent.
func ParseNumber(text string) (Number, error) {
	rest, negative := text, false
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		negative, rest = rest[0] == '-', rest[1:]
	}
	mantissa, exponent := rest, 0
	if at := strings.IndexAny(rest, "eE"); at >= 0 {
		var ok bool
		if exponent, ok = parseExponent(rest[at+1:]); !ok {
			return Number{}, notNumeric(text)
		}
		mantissa = rest[:at]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole
	if fraction != "" {
		digits += fraction
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return Number{}, notNumeric(text)
	}
	return normal(negative, digits, len(whole)+exponent)
}

func notNumeric(text string) Invalid {
	if text == "" {
		return numberNotNumeric
	}
	return numberNotNumeric + ": " + Invalid(text)
}

// parseExponent stops counting far beyond the range, so that no exponent overflows an int.
func parseExponent(text string) (int, bool) {
	digits := strings.TrimLeft(text, "+-")
	if digits == "" || len(text)-len(digits) > 1 {
		return 0, false
	}
	n := 0
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = min(n*10+int(d-'0'), 1_000_000)
	}
	if text[0] == '-' {
		n = -n
	}
	return n, true
}

// normal is the one form of 0.digits × 10^point, or why the service does not keep it.
func normal(negative bool, digits string, point int) (Number, error) {
	significant := strings.TrimLeft(digits, "0")
	point -= len(digits) - len(significant)
	significant = strings.TrimRight(significant, "0")
	switch {
	case significant == "":
		return Number{}, nil
	case point > maxPoint:
		return Number{}, numberOverflow
	case point < minPoint:
		return Number{}, numberUnderflow
	case len(significant) > maxDigits:
		return Number{}, numberTooLong
	}
	return Number{digits: significant, point: int16(point), negative: negative}, nil
}

// Compare is -1, 0 or 1, as the value of n is below, at or above that of o.
func (n Number) Compare(o Number) int {
	if byClass := cmp.Compare(n.class(), o.class()); byClass != 0 {
		return byClass
	}
	bySize := cmp.Or(cmp.Compare(n.point, o.point), cmp.Compare(n.digits, o.digits))
	if n.negative {
		return -bySize
	}
	return bySize
}

// class puts negative numbers before zero and zero before positive ones.
func (n Number) class() int {
	switch {
	case n.digits == "":
		return 1
	case n.negative:
		return 0
	}
	return 2
}

// String is the number as the service answers it: plain digits, without exponent.
func (n Number) String() string { return string(n.append(nil)) }

func (n Number) append(dst []byte) []byte {
	if n.digits == "" {
		return append(dst, '0')
	}
	if n.negative {
		dst = append(dst, '-')
	}
	point := int(n.point)
	if point <= 0 {
		return append(zeros(append(dst, "0."...), -point), n.digits...)
	}
	if point >= len(n.digits) {
		return zeros(append(dst, n.digits...), point-len(n.digits))
	}
	dst = append(append(dst, n.digits[:point]...), '.')
	return append(dst, n.digits[point:]...)
}

func zeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}
