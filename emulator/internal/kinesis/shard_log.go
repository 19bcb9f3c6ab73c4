package kinesis

// The records of one shard: an append-only log whose head is dropped when retention passes it.
// A record is found by its counter (arithmetic) or by its arrival (binary search), so a read costs
// the same in a long stream as in a short one. A page is a copy, and data is never written again, so
// a reader may use what it got after the lock is gone.

import "sort"

// segmentRecords is how many records are allocated at once, and dropped at once.
const segmentRecords = 512

// A record as it is stored, once.
type record struct {
	counter uint64
	arrived int64 // milliseconds; never before the arrival of the record before it
	key     string
	data    []byte
}

// size is what counts against the limits of a page and of throughput.
func (r *record) size() int { return len(r.key) + len(r.data) }

// A log numbers its records from 1, without gaps.
type log struct {
	segments [][]record
	base     uint64 // counter of the first record of the first segment, if there is one
	first    uint64 // counter of the oldest record that is kept
	next     uint64 // counter of the record to come
	bytes    int64  // of the records that are kept
	newest   int64  // arrival of the newest record ever
}

func newLog() log { return log{base: 1, first: 1, next: 1} }

func (l *log) len() int { return int(l.next - l.first) }

// at is the record with the given counter, which must be kept.
func (l *log) at(counter uint64) *record {
	i := counter - l.base
	return &l.segments[i/segmentRecords][i%segmentRecords]
}

// append stores a record.
func (l *log) append(arrived int64, key string, data []byte) *record {
	l.newest = max(l.newest, arrived) // a clock that steps back does not turn the order round
	if len(l.segments) == 0 {
		l.base = l.next
	}
	if i := l.next - l.base; i/segmentRecords == uint64(len(l.segments)) {
		l.segments = append(l.segments, make([]record, 0, l.nextCapacity()))
	}
	tail := &l.segments[len(l.segments)-1]
	*tail = append(*tail, record{counter: l.next, arrived: l.newest, key: key, data: data})
	l.next++
	l.bytes += int64(len(key) + len(data))
	return &(*tail)[len(*tail)-1]
}

// nextCapacity lets the first segment grow: most shards of most tests hold a handful of records.
func (l *log) nextCapacity() int {
	if len(l.segments) == 0 {
		return 8
	}
	return segmentRecords
}

// from is the counter of the first kept record that arrived at or after the given millisecond.
func (l *log) from(arrived int64) uint64 {
	return l.first + uint64(sort.Search(l.len(), func(i int) bool {
		return l.at(l.first+uint64(i)).arrived >= arrived
	}))
}

// trim drops what arrived before the horizon.
func (l *log) trim(horizon int64) {
	if l.len() == 0 || l.at(l.first).arrived >= horizon {
		return
	}
	keep := l.from(horizon)
	for ; l.first < keep; l.first++ {
		r := l.at(l.first)
		l.bytes -= int64(r.size())
		r.key, r.data = "", nil // its segment waits for others: of large records it would hold much
	}
	for len(l.segments) > 0 && l.base+uint64(len(l.segments[0])) <= l.first {
		l.base += uint64(len(l.segments[0]))
		l.segments[0] = nil
		l.segments = l.segments[1:]
	}
	if l.len() == 0 {
		l.segments, l.base = nil, l.next
	}
}

// page copies at most limit records and maxBytes of them, from the given counter on. A first
// record that is larger than maxBytes is a page of its own.
func (l *log) page(counter uint64, limit, maxBytes int) (page []record, bytes int) {
	if counter < l.first {
		counter = l.first
	}
	end := min(counter+uint64(limit), l.next)
	for c := counter; c < end; c++ {
		r := l.at(c)
		if bytes+r.size() > maxBytes && c > counter {
			break
		}
		if page == nil {
			page = make([]record, 0, end-counter)
		}
		page = append(page, *r)
		bytes += r.size()
	}
	return page, bytes
}
