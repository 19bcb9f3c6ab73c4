package fanout

// How often a shard is asked, as a value. 5 calls and 2 MB a second are what all readers of a
// shard have together (service limits), so a reader alone takes four fifths of that, and one that
// is throttled learns that it is not alone and takes less.

import "time"

const (
	perCall    = 4         // calls a second at most, of 5 that the service allows
	perSecond  = 1_600_000 // bytes a second at most, of 2 MB that the service allows
	shareLeast = 1.0 / 8   // of the above, however often the service refuses
	shareGrows = 1.0 / 30  // of the above, in a second: half a minute after the other reader went, all is taken again
	probeFirst = time.Second / perCall
	probeMost  = 10 * time.Second

	// perHeld times the shards that a worker holds is the least pause between calls for one that is
	// caught up. So a worker makes a thousand idle calls a second at most, however many shards it holds.
	perHeld = time.Millisecond

	// pageAim is how large a page should be where its size is known in advance. A page of 10 MiB
	// (service limit) closes the shard to every reader for five seconds; ten of 1 MB bring as much
	// in the same time, in a tenth of the memory, and leave doors open between them.
	pageAim = 1_000_000

	// firstLimit is how many records are asked for while their size is unknown: of one kilobyte each, a
	// page of pageAim. A worker that begins with a hundred shards holds a hundred such pages at once.
	firstLimit = 1000
)

// A pace says when the next call may begin, and for how many records.
type pace struct {
	interval time.Duration // between calls when caught up, as wished for
	idle     time.Duration // the same as kept: longer where the worker holds many shards
	most     int32         // records to ask for at most
	fitting  int32         // of those, as many as came in time: less after pages that did not
	limit    int32         // records to ask for
	share    float64       // of perCall and perSecond, 0 to 1: halved by a throttle, grows again by and by
	grown    time.Time     // when share was changed last
	refusals int           // throttles since the last answer
	rested   bool          // the last answer said that there is no more
	next     time.Time     // when the next call may begin
}

func newPace(interval time.Duration, limit int32) pace {
	return pace{interval: interval, idle: interval, most: limit, fitting: limit, limit: min(limit, firstLimit), share: 1}
}

// among is the pace of one of so many shards that a worker holds: the more there are, the longer each
// that is caught up is left alone. One that is behind does not wait for the others.
func (p pace) among(held int) pace {
	p.idle = max(p.interval, time.Duration(held)*perHeld)
	return p
}

// IdleInterval is the pause between polls of a shard that is caught up, by how many are held now.
func (r *Retriever) IdleInterval() time.Duration {
	return newPace(r.interval(), r.limit()).among(r.held()).idle
}

// answered is the pace after a page of so many records and bytes. The fifth that is never taken
// is the open door through which another reader comes in: a page is paid for by a pause of all
// readers, so one that came back on the dot would keep all others out.
func (p pace) answered(began, now time.Time, records, bytes int, behind bool) pace {
	if !p.grown.IsZero() {
		p.share = min(1, p.share+shareGrows*max(now.Sub(p.grown).Seconds(), 0))
	}
	p.grown, p.refusals, p.rested = now, 0, !behind
	p.fitting = min(p.most, p.fitting+max(p.fitting/8, 1))
	p.limit = min(p.limit, p.fitting)
	if records > 0 {
		aim := pageAim * int64(records) / int64(max(bytes, 1))
		p.limit = int32(max(min(aim, int64(p.fitting)), 1))
	}
	gap := time.Duration(float64(time.Second) / (perCall * p.share))
	if !behind {
		gap = max(gap, p.idle)
	}
	paid := time.Duration(float64(bytes) * float64(time.Second) / (perSecond * p.share))
	p.next = latest(began.Add(gap), now.Add(paid))
	return p
}

// scattered is the pace after an empty page with the next call brought forward, by random (0 to 1) of the
// pause. Shards that a worker took together would else be asked together ever after.
func (p pace) scattered(began time.Time, random float64) pace {
	soonest := began.Add(time.Duration(float64(time.Second) / (perCall * p.share)))
	p.next = latest(soonest, p.next.Add(-time.Duration(random*float64(p.idle))))
	return p
}

// throttled is the pace after the service refused. The first refusal after an answer halves the
// share; those behind it are of the same jam, so they only double the wait, and random (0 to 1)
// takes up to half of that away, so that two readers do not stay in step.
func (p pace) throttled(now time.Time, random float64) pace {
	if p.refusals == 0 {
		p.share = max(p.share/2, shareLeast)
		p.grown = now
	}
	wait := min(probeFirst<<min(p.refusals, 8), probeMost)
	p.refusals++
	p.next = now.Add(wait - time.Duration(random*float64(wait/2)))
	return p
}

// late is the pace after a page that did not come within the bound of a call: half of it is
// asked for, so that a slow line brings small pages instead of none. A shard that was caught up does not
// come back before its time: whatever is too slow has more to do already than it can.
func (p pace) late(now time.Time, pause time.Duration) pace {
	p.fitting = max(min(p.fitting, p.limit)/2, 1)
	p.limit = p.fitting
	if p.rested {
		pause = max(pause, p.idle)
	}
	return p.after(now, pause)
}

// after is the pace with a pause from now on.
func (p pace) after(now time.Time, pause time.Duration) pace {
	p.next = now.Add(pause)
	return p
}

// rate is the number of calls a second that are allowed to a reader that is behind.
func (p pace) rate() float64 { return perCall * p.share }
