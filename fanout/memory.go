package fanout

// The memory of pages that are done, used again where the user asked for that.

import (
	"sync"
	"unsafe"

	"github.com/shardkeeper/shardkeeper/processor"
)

// Pages says what becomes of a page's memory when its records are done.
type Pages int

// The ways.
const (
	// KeepPages leaves pages to the garbage collector: a record is the user's to keep. One that is kept
	// keeps its whole page; processor.Record.Clone unpins it.
	KeepPages Pages = iota
	// ReusePages reads a later page into the memory of one that is done: Data and PartitionKey of a
	// record are valid until ProcessRecords has returned and the batch is done, and whoever needs them
	// longer clones the record. Positions are always the user's to keep.
	ReusePages
	// PoisonPages is for the tests of programs that reuse pages: a page that is done is overwritten, so
	// that a record that was kept without Clone is seen to be garbage.
	PoisonPages
)

// poison is what a page is overwritten with.
const poison = 0xDB

const (
	mostReused = 4 << 20  // bytes of a body that waits to be used again: 10,000 small records, where pages aim at 1 MB
	mostSpare  = 32 << 10 // bytes of a body, or of records, that a subscription has at hand while it waits
	numbersIn  = 16 << 10 // bytes that sequence numbers are kept in: a position that is kept keeps so much
)

// A memory holds one page. The records are copied for user code, so their slice is used again in any
// case: it is a third of what a page costs the garbage collector.
type memory struct {
	reuse   bool   // of the body too
	body    []byte // that the page is read into; nil: one is made
	records []processor.Record
	numbers []byte // where sequence numbers are kept; what was written there is never overwritten
}

// keep gives a copy of a sequence number that outlives the page.
func (m *memory) keep(number string) string {
	if cap(m.numbers)-len(m.numbers) < len(number) {
		m.numbers = make([]byte, 0, max(numbersIn, len(number)))
	}
	began := len(m.numbers)
	m.numbers = append(m.numbers, number...)
	kept := m.numbers[began:]
	return unsafe.String(unsafe.SliceData(kept), len(kept)) // this page, or the next, goes on behind it
}

// spare is m, if nothing points into it, for a subscription that waits; what is large of it goes to the
// garbage collector.
func (m *memory) spare() *memory {
	if m == nil {
		return nil
	}
	if cap(m.body) > mostSpare {
		m.body = nil
	}
	if cap(m.records) > mostSpare/recordOverhead*2 {
		m.records = nil
	}
	return m
}

// memories is what a worker's shards have between them of pages that are done.
type memories struct{ pool sync.Pool }

// get gives memory for a page.
func (m *memories) get(pages Pages) *memory {
	free, ok := m.pool.Get().(*memory)
	if !ok {
		free = new(memory)
	}
	free.reuse = pages != KeepPages
	return free
}

// put takes the memory of a page that is done.
func (m *memories) put(pages Pages, done *memory) {
	if done == nil {
		return
	}
	clear(done.records[:cap(done.records)]) // what points into a body that is kept by nobody else
	switch pages {
	case KeepPages:
		done.body = nil
	case PoisonPages:
		whole := done.body[:cap(done.body)]
		for i := range whole {
			whole[i] = poison
		}
		return // never used again: what points into it stays garbage
	}
	m.putUnused(done)
}

// putUnused takes memory that nothing points into. What is large is left to the garbage collector, or
// in the end each small page would lie in the room of a large one.
func (m *memories) putUnused(free *memory) {
	if free == nil {
		return
	}
	free.records, free.body = free.records[:0], free.body[:0]
	if cap(free.records) > 2*mergedRecords {
		free.records = nil
	}
	if cap(free.body) > mostReused {
		free.body = nil
	}
	m.pool.Put(free)
}
