package dynamodb

// Expiry: when an item whose time to live has passed is deleted. The service does it within a few
// days; here it happens, for every reader at once, when a request looks at the table.

import (
	"strconv"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

const (
	// expiringDefault is how long an expired item stays if nobody says otherwise. The service promises
	// "a few days", so nobody may rely on its going earlier, and nobody is surprised in a test that
	// does not let days pass.
	expiringDefault = 48 * time.Hour

	// expiryOldest: a time more than 5 years ago is taken for a mistake, and the item kept.
	expiryOldest = 5 * 365 * 24 * time.Hour
)

// An expiry is which attribute tells the end of an item, if any, and when to look next.
type expiry struct {
	attribute string // "": items stay
	lag       time.Duration
	next      time.Time // no item goes before; zero: none will
}

// due: can there be an item that is to go?
func (e *expiry) due(now time.Time) bool { return !e.next.IsZero() && !now.Before(e.next) }

// at is when an item goes, zero for never: the attribute has to be a number, of seconds since 1970,
// and not older than five years at now.
func (e *expiry) at(item attribute.Map, now time.Time) time.Time {
	if e.attribute == "" || item == nil {
		return time.Time{}
	}
	number, ok := item.Get(e.attribute).(attribute.Number)
	if !ok {
		return time.Time{}
	}
	seconds, err := strconv.ParseFloat(number.String(), 64)
	if err != nil || seconds < float64(now.Add(-expiryOldest).Unix()) || seconds > latest {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).Add(e.lag)
}

// latest is the last second of the year 9999. What is later will not come.
const latest = 253402300799

// watch notes when an item that is stored goes.
func (e *expiry) watch(item attribute.Map, now time.Time) {
	if at := e.at(item, now); !at.IsZero() && (e.next.IsZero() || at.Before(e.next)) {
		e.next = at
	}
}

// expire deletes what is due, as of now, and finds out when to look next. next is only ever too early,
// because an item was overwritten or deleted: then this looks in vain, once.
func (r *rows) expire(now time.Time) {
	if !r.expiry.due(now) {
		return
	}
	r.expiry.next = time.Time{}
	var over []place
	for e := range r.list(span{}, time.Time{}) {
		if at := r.expiry.at(e.item, now); !at.IsZero() && !now.Before(at) {
			over = append(over, e.place)
		} else {
			r.expiry.watch(e.item, now)
		}
	}
	for _, p := range over {
		r.put(p, nil, now)
	}
}

// expireBy sets the attribute that tells an item's end; "" for none.
func (r *rows) expireBy(name string, lag time.Duration, now time.Time) {
	r.expiry = expiry{attribute: name, lag: lag}
	if name == "" {
		return
	}
	for e := range r.list(span{}, time.Time{}) {
		r.expiry.watch(e.item, now)
	}
}
