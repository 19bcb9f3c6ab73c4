package cloudwatch

// A double as clients send and read it. JSON has no word for NaN and the infinities: they are strings.
// Sent to us they are refused later, by name; the arithmetic of a client's expression can lead to them.

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

var errNumber = errors.New("cloudwatch: read number: it is none")

// A number is a double.
type number float64

// UnmarshalJSON reads a number, or the name of one that JSON cannot write.
func (n *number) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case "null":
		return nil
	case `"NaN"`:
		*n = number(math.NaN())
		return nil
	case `"Infinity"`:
		*n = number(math.Inf(1))
		return nil
	case `"-Infinity"`:
		*n = number(math.Inf(-1))
		return nil
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return errNumber
	}
	*n = number(f)
	return nil
}

// MarshalJSON writes a whole number with a decimal, as the service does: there are languages in which
// 5 and 5.0 are of different types.
func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return strconv.AppendQuote(nil, n.String()), nil
	}
	text := strconv.AppendFloat(nil, float64(n), 'g', -1, 64)
	if !bytes.ContainsAny(text, ".e") {
		text = append(text, ".0"...)
	}
	return text, nil
}

// largest is the bound of what is stored, on both sides of zero.
var largest = math.Ldexp(1, 360)

// storable numbers are those that the service takes: neither NaN nor huge.
func (n number) storable() bool { return math.Abs(float64(n)) <= largest }

// String is the number as the service shows it in a refusal.
func (n number) String() string {
	switch f := float64(n); {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	default:
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
}
