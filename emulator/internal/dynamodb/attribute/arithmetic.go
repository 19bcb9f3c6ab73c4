package attribute

// Arithmetic on numbers: what SET a = a + :n and ADD do.

import (
	"math/big"
	"strconv"
)

// Plus is n + o, or why the service cannot keep the sum.
func (n Number) Plus(o Number) (Number, error) {
	if a, ok := n.small(); ok {
		if b, ok := o.small(); ok {
			return fromSmall(a + b)
		}
	}
	last := min(n.last(), o.last())
	sum := n.scaled(last)
	sum.Add(sum, o.scaled(last))
	digits := new(big.Int).Abs(sum).String()
	return normal(sum.Sign() < 0, digits, len(digits)+last)
}

// Minus is n - o, or why the service cannot keep the difference.
func (n Number) Minus(o Number) (Number, error) {
	o.negative = !o.negative && o.digits != ""
	return n.Plus(o)
}

// last is the power of ten of the last digit.
func (n Number) last() int { return int(n.point) - len(n.digits) }

// scaled is the number in units of 10^last, which must not be above its own last digit.
func (n Number) scaled(last int) *big.Int {
	if n.digits == "" {
		return new(big.Int)
	}
	digits := zeros([]byte(n.digits), n.last()-last)
	v, _ := new(big.Int).SetString(string(digits), 10)
	if n.negative {
		v.Neg(v)
	}
	return v
}

// small is the number as an int64 if it is a whole one of at most 18 digits: counters, nearly always.
func (n Number) small() (int64, bool) {
	if n.point < 0 || n.point > 18 || int(n.point) < len(n.digits) {
		return 0, false
	}
	v := int64(0)
	for _, d := range []byte(n.digits) {
		v = v*10 + int64(d-'0')
	}
	for range int(n.point) - len(n.digits) {
		v *= 10
	}
	if n.negative {
		v = -v
	}
	return v, true
}

func fromSmall(v int64) (Number, error) {
	if v < 0 {
		digits := strconv.FormatInt(-v, 10)
		return normal(true, digits, len(digits))
	}
	digits := strconv.FormatInt(v, 10)
	return normal(false, digits, len(digits))
}

// Int is the number of a count.
func Int(n int) Number {
	counted, _ := fromSmall(int64(n)) // no int has more digits than a number may
	return counted
}
