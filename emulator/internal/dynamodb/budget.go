package dynamodb

// Provisioned capacity, under Strict: what a table or a global index may use of it. Capacity is
// counted in time: work takes as long as the provisioned units need for it, and a request is
// admitted when all work before it is done. Its cost, which is known afterwards, is never refused.
//
// What is not used is saved for 300 seconds, as in the service. A new table has saved nothing.
// On-demand tables are not limited: the service's own limits begin at 4,000 writes a second.

import (
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Limits is which of the service's limits are kept.
type Limits int

const (
	Lenient Limits = iota // sizes and counts
	Strict                // also provisioned throughput, and how often settings may change
	Off                   // as Lenient
)

// burst is for how long unused capacity is saved, service limit.
const burst = 300 * time.Second

// A budget is one kind of capacity.
type budget struct {
	done time.Time // when the work admitted so far is
}

func (b *budget) admits(now time.Time) bool { return !b.done.After(now) }

// spend takes work into account, given the provisioned units a second, of which there is at least one.
func (b *budget) spend(now time.Time, units float64, rate int64) {
	if saved := now.Add(-burst); b.done.Before(saved) {
		b.done = saved
	}
	b.done = b.done.Add(time.Duration(units / float64(max(1, rate)) * float64(time.Second)))
}

// A pace is what a table or global index may do. Readers share the table's lock, so it has its own.
type pace struct {
	mu struct {
		sync.Mutex
		read, write budget
	}
}

// begin forgets what was saved, and what was owed.
func (p *pace) begin(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mu.read, p.mu.write = budget{now}, budget{now}
}

func (p *pace) canRead(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mu.read.admits(now)
}

func (p *pace) canWrite(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mu.write.admits(now)
}

func (p *pace) read(now time.Time, units float64, rate int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mu.read.spend(now, units, rate)
}

func (p *pace) wrote(now time.Time, units float64, rate int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mu.write.spend(now, units, rate)
}

func slowTable() *wire.Error {
	return wire.Errorf(throughputExceeded, "The level of configured provisioned throughput for the table was exceeded. "+
		"Consider increasing your provisioning level with the UpdateTable API.")
}

func slowIndex() *wire.Error {
	return wire.Errorf(throughputExceeded, "The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. "+
		"Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API")
}
