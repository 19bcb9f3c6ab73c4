package processor

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// What an answer of ProcessRecords means for the records that it got.

// behind is records without those at or before floor.
func behind(records []Record, floor checkpoint.Position) []Record {
	n := 0
	for n < len(records) && !floor.Before(records[n].Position) {
		n++
	}
	return records[n:]
}

// doneOf counts the records, from the first, that are done after ProcessRecords returned err.
func doneOf(err error, records []Record) int {
	if err == nil {
		return len(records)
	}
	n, _ := doneBefore(err, records)
	return n
}

// doneBefore looks for FailedAt in the tree of err. Of several the lowest counts. In a join every
// error must name a place: one that does not may be about the first record.
func doneBefore(err error, records []Record) (n int, said bool) {
	switch e := err.(type) {
	case *failedAt:
		n = indexOf(e.pos, records)
		if inner, said := doneBefore(e.err, records); said {
			n = min(n, inner)
		}
		return n, true
	case interface{ Unwrap() []error }:
		n = len(records)
		for _, one := range e.Unwrap() {
			m, ok := doneBefore(one, records)
			if !ok {
				return 0, false
			}
			n, said = min(n, m), true
		}
		if !said {
			return 0, false // of no errors at all
		}
		return n, true
	case interface{ Unwrap() error }:
		return doneBefore(e.Unwrap(), records)
	}
	return 0, false
}

// indexOf is the place of pos in records, 0 if it is not there: nothing is known to be done.
func indexOf(pos checkpoint.Position, records []Record) int {
	return max(0, slices.IndexFunc(records, func(r Record) bool { return r.Position == pos }))
}
