package dynamodb

// What may happen only so often in a day, and what descriptions tell of it.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Under Strict, throughput may go down 4 times in a day of UTC, and then once an hour.
const freeDecreases = 4

// A day is the decreases of a throughput in the last day that had any.
type day struct {
	count     int
	decreased time.Time // zero: never
	increased time.Time
}

// today is how often the throughput went down today.
func (d day) today(now time.Time) int {
	if d.decreased.UTC().Truncate(24*time.Hour) != now.UTC().Truncate(24*time.Hour) {
		return 0
	}
	return d.count
}

// changed notes a change of throughput.
func (d day) changed(from, to throughput, now time.Time) day {
	if to.ReadCapacityUnits > from.ReadCapacityUnits || to.WriteCapacityUnits > from.WriteCapacityUnits {
		d.increased = now
	}
	if to.below(from) {
		d.count = d.today(now) + 1
		d.decreased = now
	}
	return d
}

// admits refuses a decrease that comes too soon.
func (d day) admits(from, to throughput, now time.Time) *wire.Error {
	next, n := d.decreased.Add(time.Hour), d.today(now)
	if !to.below(from) || n < freeDecreases || !now.Before(next) {
		return nil
	}
	const form = "Monday, January 2, 2006 3:04:05 PM UTC"
	return wire.Errorf(limitExceeded, "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. "+
		"After the first %d decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. "+
		"Number of decreases today: %d. Last decrease at %s. Next decrease can be made at %s",
		freeDecreases, n, d.decreased.UTC().Format(form), next.UTC().Format(form))
}

// below: is any part of it less?
func (t throughput) below(o throughput) bool {
	return t.ReadCapacityUnits < o.ReadCapacityUnits || t.WriteCapacityUnits < o.WriteCapacityUnits
}

func (d day) describe(t throughput, now time.Time) throughputDescription {
	out := throughputDescription{throughput: t, NumberOfDecreasesToday: d.today(now)}
	if !d.increased.IsZero() {
		out.LastIncreaseDateTime = seconds(d.increased)
	}
	if !d.decreased.IsZero() {
		out.LastDecreaseDateTime = seconds(d.decreased)
	}
	return out
}
