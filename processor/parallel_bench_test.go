package processor_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// What Parallel gains for user code that waits, in virtual time, and what it costs a record that does not.

// spread makes n records of as many keys as said.
func spread(n, keys int) []processor.Record {
	records := processortest.Numbered(n)
	for i := range records {
		records[i].PartitionKey = fmt.Sprint("key-", i%keys)
	}
	return records
}

// Broken by: survey that starts one worker at most.
func TestWaitingUserCodeIsAsManyTimesFasterAsThereAreWorkers(t *testing.T) {
	took := map[int]time.Duration{}
	for _, n := range []int{1, 8, 64} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			processortest.Run(t, processor.Parallel(n, processor.ByPartitionKey, func(context.Context, *processor.Record) error {
				time.Sleep(10 * time.Millisecond)
				return nil
			}), spread(6400, 640), processortest.PageSize(500))
			took[n] = time.Since(began)
		})
	}
	for _, n := range []int{8, 64} {
		if gain := float64(took[1]) / float64(took[n]); gain < 0.95*float64(n) {
			t.Errorf("%d workers are %.1f times as fast as one, want %d", n, gain, n)
		}
	}
}

// What a record costs besides user code. 10,000 are outstanding at once at most; "one by one" is Each.
func BenchmarkParallel(b *testing.B) {
	none := func(context.Context, *processor.Record) error { return nil }
	for name, f := range map[string]processor.Factory{
		"one-by-one": processor.Each(none),
		"n=1":        processor.Parallel(1, processor.ByPartitionKey, none),
		"n=8":        processor.Parallel(8, processor.ByPartitionKey, none),
		"n=64":       processor.Parallel(64, processor.ByPartitionKey, none),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			const size = 1000
			src := &endless{page: processor.Page{Records: spread(size, 100)}, left: b.N/size + 1}
			b.ResetTimer()
			r := &processor.Runner{New: f, Source: src, Committer: processortest.NewRow(checkpoint.Progress{})}
			r.Run(b.Context(), nil, nil)
		})
	}
}
