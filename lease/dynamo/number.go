package dynamo

// Numbers of a row: counters as Java's Long, and times and spans as exact decimals. A time that
// is written rounded would not be found again by lease.Change.Judge, and a stored checkpoint whose
// answer was lost would look like someone else's.

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var errNumber = errors.New("not a plain decimal number")

// decimal is a number of units, each worth 10^digits of a smaller one, without trailing zeros.
// neg, whole and part say it by sign and magnitude.
func decimal(neg bool, whole, part int64, digits int) string {
	text := strconv.FormatInt(whole, 10)
	if part > 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%0*d", digits, part), "0")
	}
	if neg && text != "0" {
		text = "-" + text
	}
	return text
}

// parts reads what decimal wrote. DynamoDB itself writes no exponent in the range of ours.
func parts(text string, digits int) (neg bool, whole, part int64, err error) {
	text, neg = strings.CutPrefix(text, "-")
	wholeText, partText, _ := strings.Cut(text, ".")
	if !digitsOnly(wholeText) || wholeText == "" || !digitsOnly(partText) || len(partText) > digits {
		return false, 0, 0, errNumber
	}
	whole, err = strconv.ParseInt(wholeText, 10, 64)
	if err != nil {
		return false, 0, 0, errNumber
	}
	part, err = strconv.ParseInt(partText+strings.Repeat("0", digits-len(partText)), 10, 64)
	if err != nil {
		return false, 0, 0, errNumber
	}
	return neg, whole, part, nil
}

func digitsOnly(text string) bool { return strings.Trim(text, "0123456789") == "" }

// formatSpan is d in milliseconds, to the nanosecond.
func formatSpan(d time.Duration) string {
	neg := d < 0
	ms, ns := int64(d/time.Millisecond), int64(d%time.Millisecond)
	if neg {
		ms, ns = -ms, -ns
	}
	return decimal(neg, ms, ns, 6)
}

func parseSpan(text string) (time.Duration, error) {
	neg, ms, ns, err := parts(text, 6)
	const most = int64(1<<63-1) / int64(time.Millisecond)
	if err != nil || ms >= most {
		return 0, errNumber
	}
	d := time.Duration(ms)*time.Millisecond + time.Duration(ns)
	if neg {
		d = -d
	}
	return d, nil
}

// A timeUnit is what a time is counted in since the epoch.
type timeUnit int64

const (
	seconds timeUnit = 1
	millis  timeUnit = 1000
)

// digits is how many digits behind the point make a nanosecond.
func (u timeUnit) digits() int {
	if u == millis {
		return 6
	}
	return 9
}

// latest bounds the times that are read, so that no arithmetic on them overflows: the year 9999.
const latest = 253402300799

// format is t in u since the epoch, to the nanosecond.
func (u timeUnit) format(t time.Time) string {
	sec, ns := t.Unix(), int64(t.Nanosecond())
	neg := sec < 0
	if neg && ns > 0 {
		sec, ns = sec+1, 1e9-ns
	}
	if neg {
		sec = -sec
	}
	perUnit := int64(1e9) / int64(u)
	return decimal(neg, sec*int64(u)+ns/perUnit, ns%perUnit, u.digits())
}

func (u timeUnit) parse(text string) (time.Time, error) {
	neg, whole, part, err := parts(text, u.digits())
	if err != nil || whole > latest*int64(u) {
		return time.Time{}, errNumber
	}
	perUnit := int64(1e9) / int64(u)
	sec, ns := whole/int64(u), whole%int64(u)*perUnit+part
	if neg {
		sec, ns = -sec, -ns
	}
	return time.Unix(sec, ns).UTC(), nil
}
