package processor

// A record and the page that it came in; and the tags that it may bear.

import (
	"bytes"
	"slices"
	"strings"
)

// Clone is r in memory of its own. Data, PartitionKey and Position of a record lie in the page that it
// came in, so one small record that is kept keeps up to ten megabytes from the garbage collector, and
// where pages are used again it becomes another one's bytes. A clone costs four allocations at most, and
// some more for tags.
func (r Record) Clone() Record {
	r.Data = bytes.Clone(r.Data)
	r.PartitionKey = strings.Clone(r.PartitionKey)
	r.ExplicitHashKey = strings.Clone(r.ExplicitHashKey)
	r.Position = r.Position.Clone()
	tags := slices.Clone(r.Tags())
	for i, t := range tags {
		tags[i] = Tag{strings.Clone(t.Key), strings.Clone(t.Value)}
	}
	return r.Tagged(tags)
}

// A Tag is a note on a record within a KPL aggregate. The format has room for them; the KPL itself writes
// none, other producers may.
type Tag struct{ Key, Value string }

// Tags are those of a record within a KPL aggregate, in their order; nil for every other record.
func (r Record) Tags() []Tag {
	if r.tags == nil {
		return nil
	}
	return *r.tags
}

// Tagged is r with these tags in place of those that it had.
func (r Record) Tagged(tags []Tag) Record {
	r.tags = nil
	if len(tags) > 0 {
		r.tags = &tags
	}
	return r
}
