package processor

// A record and the page that it came in.

import (
	"bytes"
	"strings"
)

// Clone is r in memory of its own. Data, PartitionKey and Position of a record lie in the page that it
// came in, so one small record that is kept keeps up to ten megabytes from the garbage collector, and
// where pages are used again it becomes another one's bytes. A clone costs four allocations at most.
func (r Record) Clone() Record {
	r.Data = bytes.Clone(r.Data)
	r.PartitionKey = strings.Clone(r.PartitionKey)
	r.ExplicitHashKey = strings.Clone(r.ExplicitHashKey)
	r.Position = r.Position.Clone()
	return r
}
