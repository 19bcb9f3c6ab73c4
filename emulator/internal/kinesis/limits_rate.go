package kinesis

// Rates. Everything is counted in virtual time: a rate is how far ahead of now the work already
// admitted reaches, so it is one integer and needs no clearing.

import "time"

// A rate admits work as long as what it admitted is done within a second from now.
type rate struct{ busy int64 } // nanoseconds: when the admitted work will be done

// admit takes cost into account if it fits. A cost above a second's worth, such as a record of
// 10 MiB, is admitted when nothing else is being worked off.
func (r *rate) admit(now int64, cost time.Duration) bool {
	start := max(r.busy, now)
	if start > now && time.Duration(start-now)+cost > time.Second {
		return false
	}
	r.busy = start + int64(cost)
	return true
}

// A readBudget is the 2 MiB a second that all readers of a shard share. The page that exhausts it
// is answered in full, and stops the shard until it is paid for, a second at least.
type readBudget struct {
	spent  rate
	paused int64 // nanoseconds
}

func (b *readBudget) admit(now int64) bool { return now >= b.paused }

func (b *readBudget) spend(now int64, bytes int) {
	cost := time.Duration(bytes) * time.Second / readBytes
	if !b.spent.admit(now, cost) || cost >= time.Second {
		b.paused = now + int64(max(cost, time.Second))
		b.spent = rate{}
	}
}

// A shardPace is what one shard allows.
type shardPace struct {
	reads, records, bytes, iterators rate
	readBytes                        readBudget
}

// write admits one record.
func (p *shardPace) write(now int64, bytes int) bool {
	record, size := time.Second/writeRecords, time.Duration(bytes)*time.Second/writeBytes
	before := p.records
	if !p.records.admit(now, record) {
		return false
	}
	if !p.bytes.admit(now, size) {
		p.records = before
		return false
	}
	return true
}
