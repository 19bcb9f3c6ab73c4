package cloudwatch

// The arithmetic of expressions: numbers, ids, + - * / and parentheses.

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A value is a line, or a number if line is nil.
type value struct {
	line   line
	number float64
}

// with combines two values: two lines where both have a value, a line and a number everywhere. What
// cannot be told (x/0, what is too large for a double) is left out.
func (v value) with(o value, operator byte) value {
	switch {
	case v.line == nil && o.line == nil:
		n, _ := operate(v.number, o.number, operator)
		return value{number: n}
	case v.line == nil:
		return o.each(func(_ int64, b float64) (float64, bool) { return operate(v.number, b, operator) })
	case o.line == nil:
		return v.each(func(_ int64, a float64) (float64, bool) { return operate(a, o.number, operator) })
	}
	return v.each(func(at int64, a float64) (float64, bool) {
		b, both := o.line[at]
		n, ok := operate(a, b, operator)
		return n, ok && both
	})
}

func (v value) each(f func(at int64, n float64) (float64, bool)) value {
	all := line{}
	for at, n := range v.line {
		if n, ok := f(at, n); ok {
			all[at] = n
		}
	}
	return value{line: all}
}

func operate(a, b float64, operator byte) (float64, bool) {
	var n float64
	switch operator {
	case '+':
		n = a + b
	case '-':
		n = a - b
	case '*':
		n = a * b
	default:
		n = a / b
	}
	return n, !math.IsNaN(n) && !math.IsInf(n, 0)
}

// A reader is in the middle of an expression.
type reader struct {
	text     string
	at       int
	formulas *formulas
	why      string // it cannot be read; the first reason
}

func (r *reader) fail() {
	if r.why == "" {
		r.why = "the emulator reads numbers, ids, + - * / and parentheses, not what is at character " + strconv.Itoa(r.at+1)
	}
}

func (r *reader) skip() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

// next takes the next character if it is one of those; 0 otherwise.
func (r *reader) next(of string) byte {
	if r.skip(); r.why != "" || r.at == len(r.text) || strings.IndexByte(of, r.text[r.at]) < 0 {
		return 0
	}
	r.at++
	return r.text[r.at-1]
}

func (r *reader) sum() value {
	v := r.product()
	for op := r.next("+-"); op != 0; op = r.next("+-") {
		v = v.with(r.product(), op)
	}
	return v
}

func (r *reader) product() value {
	v := r.factor()
	for op := r.next("*/"); op != 0; op = r.next("*/") {
		v = v.with(r.factor(), op)
	}
	return v
}

var word = regexp.MustCompile(`^([a-z][a-zA-Z0-9_]*|[0-9]+(\.[0-9]*)?)`)

func (r *reader) factor() value {
	if r.next("-") != 0 {
		return value{}.with(r.factor(), '-')
	}
	if r.next("(") != 0 {
		v := r.sum()
		if r.next(")") == 0 {
			r.fail()
		}
		return v
	}
	found := word.FindString(r.text[r.at:])
	if r.why != "" || found == "" {
		r.fail()
		return value{}
	}
	r.at += len(found)
	if n, err := strconv.ParseFloat(found, 64); err == nil && found[0] <= '9' {
		return value{number: n}
	}
	l, why := r.formulas.line(found)
	if r.why == "" {
		r.why = why
	}
	if l == nil {
		l = line{}
	}
	return value{line: l}
}
