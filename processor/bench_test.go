package processor_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// endless gives pages of the same size until it has given enough.
type endless struct {
	page processor.Page
	left int
	next int
}

func (e *endless) Next(context.Context) (processor.Page, error) {
	if e.left == 0 {
		return processor.Page{End: true}, nil
	}
	e.left--
	page := e.page
	page.Records = make([]processor.Record, len(e.page.Records))
	for i := range page.Records {
		e.next++
		page.Records[i] = e.page.Records[i]
		page.Records[i].Position = processortest.At(e.next)
	}
	return page, nil
}

// What a batch costs besides user code; making the page is most of it.
func BenchmarkBatch(b *testing.B) {
	for _, size := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.ReportAllocs()
			src := &endless{page: processor.Page{Records: processortest.Numbered(size)}, left: b.N}
			b.ResetTimer()
			r := &processor.Runner{
				New:    processor.Func(func(context.Context, *processor.Batch) error { return nil }),
				Source: src, Committer: processortest.NewRow(checkpoint.Progress{}),
			}
			r.Run(b.Context(), nil, nil)
		})
	}
}
