package kpl

// Pages and their parts.

import (
	"context"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	"weak"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// many is a sound aggregate of n records.
func many(n int) []byte { return sealed(key("k") + strings.Repeat(simple(0, "x"), n)) }

// A page of 25,000 records of users comes in three parts. Until the last one nothing is said of the page:
// not that the shard ends, nor that all is done that arrived until it was read. And until then no other
// page is asked for, which would free the room that this one takes.
//
// Broken by: any of End, Children and Done with every part; an early call for the next page.
func TestALargePageComesInParts(t *testing.T) {
	second := outer(t, []byte("plain"))
	second.Arrived = arrived.Add(time.Second)
	third := outer(t, many(12_000))
	third.Arrived = arrived.Add(2 * time.Second)
	page := processor.Page{
		Records: []processor.Record{outer(t, many(12_999)), second, third},
		Behind:  time.Minute, Done: arrived.Add(time.Hour), End: true, Children: []processor.Child{{ID: "b"}},
	}
	inner := &processortest.Source{Pages: []processor.Page{page, {}}}
	pages := 0
	inner.Before = func(int) { pages++ }
	s := &Source{Source: inner}
	var got, want []processor.Page
	for i, done := range []time.Time{arrived, third.Arrived, page.Done} {
		p, err := s.Next(t.Context())
		if err != nil || pages != 1 {
			t.Fatalf("part %d: %v, %d pages asked for", i, err, pages)
		}
		same(t, "records", len(p.Records), []int{10_000, 10_000, 5_000}[i])
		if i == 1 {
			same(t, "the plain record's neighbours", []any{
				p.Records[2_998].Position.SubSequenceNumber(), string(p.Records[2_999].Data), p.Records[3_000].Position.SubSequenceNumber(),
			}, []any{12_998, "plain", 0})
		}
		p.Records = nil
		got = append(got, p)
		want = append(want, processor.Page{Behind: page.Behind, Done: done})
	}
	want[2].End, want[2].Children = true, page.Children
	if !reflect.DeepEqual(got, want) {
		t.Errorf("parts %v, want %v", got, want)
	}
	if p, err := s.Next(t.Context()); err != nil || pages != 2 || len(p.Records) > 0 {
		t.Errorf("behind the last part: %d records, %v, %d pages asked for; want the next page", len(p.Records), err, pages)
	}
}

// Most applications never see an aggregate, and should not pay for them.
//
// Broken by: expanding every page.
func TestAPageWithoutAggregatesGoesThroughAsItIs(t *testing.T) {
	page := processor.Page{Records: processortest.Records("a", "", "\xf3\x89", "d"), Behind: time.Second, Done: arrived, End: true}
	s := &Source{Source: endless{page}, Range: shard(t, "0", "1")}
	got, err := s.Next(t.Context())
	if err != nil || !reflect.DeepEqual(got, page) || &got.Records[0] != &page.Records[0] {
		t.Errorf("%v, %v; want the same page", got, err)
	}
	if n := testing.AllocsPerRun(10, func() { _, _ = s.Next(t.Context()) }); n > 0 {
		t.Errorf("it costs %v allocations, want 0", n)
	}
}

type endless struct{ page processor.Page }

func (e endless) Next(context.Context) (processor.Page, error) { return e.page, nil }

// Time goes on for a shard of whose records none is its own.
//
// Broken by: a page without records that is left out, or without its Done.
func TestAPageOfOtherShardsRecordsIsStillProgress(t *testing.T) {
	page := processor.Page{Records: []processor.Record{outer(t, many(3))}, Done: arrived.Add(time.Minute), End: true}
	s := &Source{Source: endless{page}, Range: shard(t, "0", "0")}
	got, err := s.Next(t.Context())
	if err != nil || len(got.Records) != 0 || !got.Done.Equal(page.Done) || !got.End {
		t.Errorf("%v, %v; want no records, done until %v, the end", got, err, page.Done)
	}
}

// A shard that waits must not keep ten megabytes for it.
//
// Broken by: forgetting only after the wait; a slice that is shortened and not cleared.
func TestAShardThatWaitsKeepsNoPage(t *testing.T) {
	body := many(100)
	kept := weak.Make(&body[0])
	waits := make(chan struct{})
	inner := &processortest.Source{Pages: []processor.Page{{Records: []processor.Record{outer(t, body)}}}}
	inner.Before = func(n int) {
		if n == 1 {
			close(waits)
		}
	}
	s, ctx := &Source{Source: inner}, t.Context()
	if p, err := s.Next(ctx); err != nil || len(p.Records) != 100 {
		t.Fatalf("%d records, %v; want 100", len(p.Records), err)
	}
	inner.Pages[0] = processor.Page{}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); _, _ = s.Next(ctx) }()
	<-waits
	body = nil
	runtime.GC()
	if kept.Value() != nil {
		t.Error("the page is kept while the shard waits for the next")
	}
	cancel()
	<-done
	runtime.KeepAlive(s)
}

// A fleet has thousands of shards, and most are busy now and then.
//
// Broken by: room that is kept for good; room that a busy shard takes anew for each page.
func TestAShardThatBecomesIdleGivesItsRoomBack(t *testing.T) {
	big, small := processor.Page{Records: []processor.Record{outer(t, many(15_000))}}, processor.Page{Records: []processor.Record{outer(t, many(1))}}
	s := &Source{Source: &processortest.Source{Pages: []processor.Page{big, big, small, small}}}
	var room []bool
	var first []*processor.Record
	for range 6 {
		if _, err := s.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
		room, first = append(room, cap(s.records) >= maxPart), append(first, &s.records[0])
	}
	if first[2] != first[0] {
		t.Error("the second large page has room of its own, want that of the first")
	}
	same(t, "room for a large page with two parts, another one, and two small ones", room, []bool{true, true, true, true, true, false})
}

// What a stream declares costs in proportion to what it sends: here ten megabytes of keys without a
// letter, and of records without any data, in pages of which parts are given out.
//
// Broken by: a table that append lets grow; a page that is expanded at once.
func TestHostileAggregatesCostMemoryByTheirLength(t *testing.T) {
	const size = 10 << 20
	keys := sealed(strings.Repeat(key(""), size/2) + simple(0, ""))
	records := sealed(key("") + strings.Repeat(simple(0, ""), size/6))
	for name, data := range map[string][]byte{"keys": keys, "records": records} {
		s := &Source{Source: endless{processor.Page{Records: []processor.Record{outer(t, data)}}}}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := s.Next(t.Context())
		runtime.ReadMemStats(&after)
		if err != nil || len(p.Records) > maxPart {
			t.Errorf("%s: %d records, %v", name, len(p.Records), err)
		}
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 10*size {
			t.Errorf("%s: ten megabytes cost %d MiB of memory on the way", name, cost>>20)
		}
	}
}
