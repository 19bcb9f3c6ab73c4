package kinesis

// What may be done only so often in 24 hours, a window that rolls.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

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

// admitDaily counts what a call does to a stream, which may be done so often in 24 hours. It is the last
// check: what is refused for another reason does not count.
func (c *call) admitDaily(s *stream, done *day, most int) *wire.Error {
	if !c.strict() {
		return nil
	}
	if done.count(c.ms()) >= most {
		return wire.Errorf(limitExceeded, "%s was called %d times within 24 hours on stream %s under account %s.",
			c.Operation, most, s.home.name, s.home.account)
	}
	done.add(c.ms())
	return nil
}
