package kinesis

// What may be done only so often in 24 hours, a window that rolls.

import "slices"

const millisOfADay = 24 * 3600_000

// A day is when something was done, in milliseconds, as far as it is not forgotten.
type day []int64

// count is how often it was done within 24 hours before now.
func (d *day) count(now int64) int {
	*d = slices.DeleteFunc(*d, func(at int64) bool { return at <= now-millisOfADay })
	return len(*d)
}

// add remembers that it was done now.
func (d *day) add(now int64) {
	d.count(now)
	*d = append(*d, now)
}
