package processortest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// A shard made of a slice.

// Start is when the first of Records arrived; each later one came a second after.
var Start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Records makes one record for each data, at sequence numbers 1, 2, 3 and so on.
func Records(data ...string) []processor.Record {
	var records []processor.Record
	for i, d := range data {
		records = append(records, processor.Record{
			Data:         []byte(d),
			PartitionKey: "key",
			Position:     At(i + 1),
			Arrived:      Start.Add(time.Duration(i) * time.Second),
		})
	}
	return records
}

// At is the position of the n-th of Records.
func At(n int) checkpoint.Position {
	p, err := checkpoint.Parse(fmt.Sprint(n))
	if err != nil {
		return checkpoint.TrimHorizon() // before the first, which is what n < 0 can mean
	}
	return p
}

// Numbered makes n records whose data are their numbers, from 1.
func Numbered(n int) []processor.Record {
	var data []string
	for i := range n {
		data = append(data, fmt.Sprint(i+1))
	}
	return Records(data...)
}

// A Source gives the pages one by one, then waits for the end of reading.
type Source struct {
	Pages  []processor.Page
	Before func(n int) // called when page n is asked for, from 0; also past the last one

	mu struct {
		sync.Mutex
		asked int
	}
}

// Next is the next page.
func (s *Source) Next(ctx context.Context) (processor.Page, error) {
	n := s.ask()
	if s.Before != nil {
		s.Before(n)
	}
	if err := context.Cause(ctx); err != nil {
		return processor.Page{}, err
	}
	if n < len(s.Pages) {
		return s.Pages[n], nil
	}
	<-ctx.Done()
	return processor.Page{}, context.Cause(ctx)
}

func (s *Source) ask() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.mu.asked
	s.mu.asked++
	return n
}

// Paged cuts records into pages of at most size, of which none is the end. Each says that
// everything is done that arrived until its last record did.
func Paged(records []processor.Record, size int) []processor.Page {
	var pages []processor.Page
	for len(records) > 0 {
		n := min(max(size, 1), len(records))
		pages = append(pages, processor.Page{
			Records: records[:n],
			Behind:  time.Duration(len(records)-n) * time.Second,
			Done:    records[n-1].Arrived,
		})
		records = records[n:]
	}
	return pages
}
