package processor

import "time"

// How fast records may go, as a value: it is told the time and answers how long to wait.

// A Rate is how much per second; 0: no limit. What was not used is kept for a second at most, so in any
// stretch of time no more goes than in that time and one second.
type Rate struct {
	Records float64 // a second
	Bytes   float64 // a second, of data and partition keys; a record larger than that goes alone
}

// A bucket is what has gone of a Rate. Up to paid, everything that the rate allows has been given away.
type bucket struct{ paid time.Time }

// burst is for how long what was not used is kept.
const burst = time.Second

// take gives cost away, which is the time in which the rate allows it, and tells how long to wait.
func (b *bucket) take(now time.Time, cost time.Duration) time.Duration {
	if full := now.Add(-burst); b.paid.Before(full) {
		b.paid = full
	}
	b.paid = b.paid.Add(cost)
	return max(0, b.paid.Sub(now))
}

// cost is the time in which the rate allows one record.
func (r Rate) cost(record *Record) time.Duration {
	var cost time.Duration
	if r.Records > 0 {
		cost = time.Duration(float64(time.Second) / r.Records)
	}
	if r.Bytes > 0 {
		cost = max(cost, time.Duration(float64(sizeOf(record))*float64(time.Second)/r.Bytes))
	}
	return cost
}

// portion is how many records, from the first, go at once, and what they cost: as much as one burst.
func (r Rate) portion(records []Record) (n int, cost time.Duration) {
	for n < len(records) {
		c := r.cost(&records[n])
		if n > 0 && cost+c > burst {
			return n, cost
		}
		n, cost = n+1, cost+c
	}
	return n, cost
}
