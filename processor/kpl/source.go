package kpl

import (
	"context"

	"github.com/shardkeeper/shardkeeper/processor"
)

// maxPart is how many records one part of a page has at most: as many as GetRecords gives.
const maxPart = 10_000

// keptKeys is how many entries of tables a shard keeps room for while it waits: a fleet has thousands of
// shards.
const keptKeys = 4096

// A Source gives the records of users in place of the aggregates that they came in: see Deaggregate. A page
// without aggregates goes through as it is. One with more than 10,000 records comes in parts, and only the
// last part says that everything is done that arrived until the page was read, or that the shard ends.
//
// Fill in the exported fields before the first call; Next is not safe for concurrent use. The slice of a
// page's records is used again by the next call.
type Source struct {
	Source  processor.Source
	Shard   processor.Shard       // for events
	Range   Range                 // the shard's; the zero value drops nothing
	Whole   bool                  // aggregates are given out as they are, each at the position of its last record
	Observe func(processor.Event) // Dropped, Damaged; nil: nobody wants to know

	page    processor.Page // whose records are not all given out
	begun   bool
	expand  expander
	records []processor.Record // of the last part
	used    int                // of records, by the largest part of the page
}

// Next is the next page, or the next part of one.
func (s *Source) Next(ctx context.Context) (processor.Page, error) {
	if s.begun {
		return s.part(), nil
	}
	s.forget()
	page, err := s.Source.Next(ctx)
	if err != nil || !hasAggregates(page.Records) {
		return page, err
	}
	s.page, s.begun = page, true
	s.expand.shard, s.expand.whole, s.expand.rest = s.Range, s.Whole, page.Records
	return s.part(), nil
}

func hasAggregates(records []processor.Record) bool {
	for i := range records {
		if isAggregate(records[i].Data) {
			return true
		}
	}
	return false
}

// part is what is next of the page.
func (s *Source) part() processor.Page {
	s.records = s.expand.fill(s.records[:0], maxPart)
	s.used = max(s.used, len(s.records))
	s.tell()
	page := s.page
	page.Records = s.records
	if s.expand.done() {
		s.begun = false
		return page
	}
	page.End, page.Children = false, nil
	page.Done = s.records[len(s.records)-1].Arrived // full, or it would be the last part
	return page
}

// tell tells what a part was not like in the stream.
func (s *Source) tell() {
	dropped, damaged := s.expand.dropped, s.expand.damaged
	s.expand.dropped, s.expand.damaged = 0, nil
	if s.Observe == nil {
		return
	}
	if dropped > 0 {
		s.Observe(Dropped{Shard: s.Shard, Records: dropped})
	}
	for _, d := range damaged {
		d.Shard = s.Shard
		s.Observe(d)
	}
}

// forget lets go of the page that was given out, before the wait for the next, and of memory of which that
// page did not use half: a shard that becomes idle gives back what its busy time took.
func (s *Source) forget() {
	s.page = processor.Page{}
	clear(s.records[:s.used])
	if 2*s.used < cap(s.records) {
		s.records = nil
	}
	s.used = 0
	if in := &s.expand.inside; cap(in.keys)+cap(in.hashes) > keptKeys {
		s.expand = expander{}
	} else {
		s.expand = expander{inside: aggregate{keys: in.keys[:0], hashes: in.hashes[:0]}, verdicts: s.expand.verdicts[:0]}
	}
}
